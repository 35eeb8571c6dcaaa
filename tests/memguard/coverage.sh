#!/bin/sh
# Fails when COVERAGE.md names a test that does not exist, or names too few to be the whole page.
#
#   coverage.sh COVERAGE.md source.cc…
set -eu

page=$1
shift

# file:Suite.Name, a line each; files are named from tests/ or from tests/memguard/.
named=$(grep -o '`[a-z_/]*\.cc:[A-Za-z0-9]*\.[A-Za-z0-9]*`' "$page" | tr -d '`' | sort -u)
failed=0

find_source() { # wanted source…
    wanted=$1
    shift
    for source in "$@"; do
        case $source in */tests/"$wanted" | */tests/memguard/"$wanted" | tests/"$wanted" | tests/memguard/"$wanted")
            echo "$source"
            return
            ;;
        esac
    done
}

for one in $named; do
    file=${one%%:*} suite=${one#*:}
    name=${suite#*.} suite=${suite%%.*}
    source=$(find_source "$file" "$@")
    if [ -z "$source" ]; then
        echo "$file: no such file" >&2
        failed=1
    elif ! tr '\n' ' ' <"$source" | grep -Eq "TEST(_F|_P)?\( *$suite, *$name *\)"; then
        echo "$file: no test $suite.$name" >&2
        failed=1
    fi
done

count=$(echo "$named" | wc -l)
if [ "$count" -lt 100 ]; then
    echo "only $count tests are named; has their form changed?" >&2
    failed=1
fi
if grep -q '^|[^|]*|  *|$' "$page"; then
    echo "a row says nothing" >&2
    failed=1
fi
exit "$failed"

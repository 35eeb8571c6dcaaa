#!/bin/sh
# in_readme.sh README FILE...: the lines between each "README" and "END" of each file stand in README as they are.
set -eu
readme=$1
shift
for file in "$@"; do
  lines=$(sed -n '/\/\* README \*\/\|\/\/ README$/,/\/\* END \*\/\|\/\/ END$/p' "$file" |
    sed '/\/\* README \*\/\|\/\/ README$\|\/\* END \*\/\|\/\/ END$/d')
  [ -n "$lines" ] || { echo "$file: nothing between README and END"; exit 1; }
  printf '%s\n' "$lines" | while IFS= read -r line; do
    grep -qF -- "$line" "$readme" || { echo "$readme lacks this line of $file: $line"; exit 1; }
  done
done

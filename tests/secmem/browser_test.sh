#!/bin/bash
# The page of `secmem attack --html` in a real browser, wide and narrow, light and dark: nothing reaches over an edge,
# every text can be read against what is behind it, and the console stays empty.
#
#   tools/bazel test //tests/secmem:browser_test
set -euo pipefail

work=$(mktemp -d "${TEST_TMPDIR:-/tmp}/browser.XXXXXX")
trap 'rm -rf "$work"' EXIT

if [[ ! -x /usr/bin/chromium ]]; then
    echo "SKIPPED: there is no /usr/bin/chromium; tools/bazel installs it when this test is named" >&2
    exit 0
fi

tools/secmem/secmem attack --quiet --html >"$work/page.html"

# The page forbids scripts, so its copy for the probe does without that line.
sed '/Content-Security-Policy/d; s|</body>|<script src="probe.js"></script></body>|' "$work/page.html" >"$work/copy.html"

cat >"$work/probe.js" <<'END'
const faults = [];
const light = c => { // relative luminance, WCAG 2
  const part = v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  return 0.2126 * part(c[0]) + 0.7152 * part(c[1]) + 0.0722 * part(c[2]);
};
const colour = text => text.match(/[\d.]+/g).map(Number);
const behind = it => {
  for (; it; it = it.parentElement) {
    const c = colour(getComputedStyle(it).backgroundColor);
    if (c.length < 4 || c[3] > 0) return c;
  }
  return [255, 255, 255];
};
const check = it => {
  const own = [...it.childNodes].some(n => n.nodeType === 3 && n.data.trim());
  if (!own || it.closest('title,desc,style,script')) return;
  const style = getComputedStyle(it), front = colour(it.closest('svg') ? style.fill : style.color);
  const two = [light(front), light(behind(it))].sort((a, b) => b - a);
  const ratio = (two[0] + 0.05) / (two[1] + 0.05);
  if (ratio < 4.5) faults.push(`contrast ${ratio.toFixed(2)}: ${it.textContent.slice(0, 30)}`);
};
document.querySelectorAll('body, body *').forEach(check);
document.querySelectorAll('svg text').forEach(it => {
  const box = it.getBBox();
  if (box.x < 0 || box.x + box.width > 400) faults.push(`over the edge: ${it.textContent}`);
});
const seen = document.querySelectorAll('svg text').length;
if (seen < 30) faults.push(`only ${seen} words in the drawings`);
const root = document.documentElement;
if (root.scrollWidth > root.clientWidth) faults.push(`${root.scrollWidth} wide in ${root.clientWidth}`);
const dark = matchMedia('(prefers-color-scheme: dark)').matches;
parent.postMessage(`${dark ? 'dark' : 'light'} ${innerWidth}: ${faults.join('; ') || 'well'}`, '*');
END

# browse WIDTH SCHEME FLAG…: what the probe says, on one line.
browse() {
    local width=$1 scheme=$2
    shift 2
    cat >"$work/frame.html" <<END
<body><p id="said">nothing</p><iframe src="copy.html" style="border:0;width:${width}px;height:900px"></iframe>
<script>onmessage = it => { document.getElementById('said').textContent = it.data; };</script></body>
END
    chromium --headless=new --no-sandbox --disable-gpu --hide-scrollbars --user-data-dir="$work/profile" \
        --enable-logging=stderr --virtual-time-budget=5000 --window-size=1400,1000 "$@" \
        --dump-dom "file://$work/frame.html" >"$work/dom" 2>"$work/log"
    if grep CONSOLE "$work/log"; then
        echo "FAILED: the console is not empty" >&2
        exit 1
    fi
    grep -o '<p id="said">[^<]*' "$work/dom" | sed 's/.*>//' | tee "$work/said"
    grep -qx "$scheme $width: well" "$work/said" || { echo "FAILED: $scheme, $width pixels" >&2 && exit 1; }
}

browse 1280 light
browse 390 light
browse 1280 dark --force-dark-mode
browse 390 dark --force-dark-mode

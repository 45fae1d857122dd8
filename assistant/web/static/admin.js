// How far the build is, asked twice a second; at its end the page is read again.
"use strict";

const running = document.querySelector("[data-running]");
async function look() {
  const now = await fetch(`/admin/status${location.search}`, { cache: "no-store" }).then((answer) => answer.json(), () => null);
  if (now && !now.running) return location.reload();
  if (now) {
    const line = document.querySelector("#line"), bar = document.querySelector("progress");
    if (line.textContent !== now.line) line.textContent = now.line;
    if (now.of) Object.assign(bar, { max: now.of, value: now.done });
    else bar.removeAttribute("value");
  }
  setTimeout(look, 500);
}
if (running) look();

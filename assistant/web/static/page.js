// What HTML alone does not do: the page's language on <html>, opening the passage behind a number and coming back,
// keeping opened passages open when Gradio redraws them, and bringing a new question into view.
"use strict";

const opened = new Map(); // id of a card that the reader has open -> what it shows, which may come to stand elsewhere
const POLL = 1500; // milliseconds between two looks at which index is in force
let here = ""; // id of the passage that the last number led to
let lit = ""; // id of the passage whose number the pointer or the focus is on
const origins = new Map(); // id of a passage -> id of the number that led to it

function calm() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

function follow(link) {
  const back = link.dataset.back && document.getElementById(origins.get(link.closest(".card")?.id));
  const target = back || document.getElementById(link.hash.slice(1));
  if (!target) return;
  if (back) {
    history.replaceState(null, "", location.pathname + location.search);
    back.scrollIntoView({ block: "nearest", behavior: calm() ? "instant" : "smooth" });
    back.focus({ preventScroll: true });
    return;
  }
  if (link.matches(".cite")) origins.set(target.id, link.id);
  if (target.matches("details")) {
    opened.set(target.id, readingOf(target));
    target.open = true;
  }
  // Not the browser's own jump: it would leave the page when its address has a query (Gradio sets a <base>), and hide
  // the answer beside a passage that is in view already.
  here = target.id;
  keep();
  history.replaceState(null, "", location.pathname + location.search + link.hash);
  target.scrollIntoView({ block: "nearest", behavior: calm() ? "instant" : "smooth" });
  let focus = target.querySelector("summary") ?? document.getElementById(link.dataset.back);
  if (!focus) (focus = target).tabIndex = -1; // back from a passage that no number leads to
  focus.focus({ preventScroll: true });
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.('#page a[href^="#"]');
  if (link) {
    event.preventDefault();
    if (link.closest("#nav")) go(link.hash);
    else follow(link);
    return;
  }
  const summary = event.target.closest?.("#page details.card > summary");
  if (summary) {
    const card = summary.parentElement;
    if (card.open) opened.delete(card.id); // the click is about to close it
    else opened.set(card.id, readingOf(card));
  }
});

// The two views of the page, by the end of its address: #check, and all else is the conversation.
function go(hash) {
  if (location.hash !== hash) history.pushState(null, "", location.pathname + location.search + hash);
  view();
  window.scrollTo({ top: 0, behavior: "instant" });
}

function view() {
  const name = location.hash === "#check" ? "check" : "ask";
  if (document.documentElement.dataset.view !== name) document.documentElement.dataset.view = name;
  for (const link of document.querySelectorAll('#nav a[href^="#"]')) {
    if (link.hash !== `#${name}`) link.removeAttribute("aria-current");
    else if (!link.hasAttribute("aria-current")) link.setAttribute("aria-current", "page");
  }
}

addEventListener("popstate", view);
addEventListener("hashchange", view);

// A number under the pointer or the focus lights the sentence that supports it, inside its passage.
function light(event) {
  const link = event.target.closest?.("#page .cite");
  lit = link && ["pointerover", "focusin"].includes(event.type) ? link.hash.slice(1) : "";
  keep();
  const list = lit && document.getElementById(lit)?.closest(".cards");
  if (!list || list.scrollHeight <= list.clientHeight) return;
  const card = document.getElementById(lit), top = card.offsetTop - list.offsetTop;
  if (top < list.scrollTop || top + card.offsetHeight > list.scrollTop + list.clientHeight)
    list.scrollTo({ top, behavior: calm() ? "instant" : "smooth" }); // only the list moves: the text read stays
}

for (const type of ["pointerover", "pointerout", "focusin", "focusout"]) document.addEventListener(type, light);

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("#page .again");
  if (button) retype(button.closest(".question").querySelector(".asked").textContent);
});

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("#page .next button");
  if (!button) return;
  retype(button.textContent);
  setTimeout(() => document.querySelector("#send")?.click(), 50); // once Gradio knows what the box holds
});

function retype(text) {
  const box = document.querySelector("#box textarea");
  if (!box) return;
  box.value = text;
  box.dispatchEvent(new Event("input", { bubbles: true }));
  box.focus();
  box.setSelectionRange(text.length, text.length);
}

function keep() {
  for (const card of document.querySelectorAll("#page .card[data-lit]"))
    if (card.id !== lit) card.removeAttribute("data-lit");
  document.getElementById(lit)?.toggleAttribute("data-lit", true);
  // Gradio's redrawing takes away attributes that it did not draw.
  for (const card of document.querySelectorAll("#page .card[data-here]"))
    if (card.id !== here) card.removeAttribute("data-here");
  const card = document.getElementById(here);
  if (card?.matches(".card:not([data-here])")) card.setAttribute("data-here", "");
  reopen();
}

function readingOf(card) {
  return { passage: card.querySelector("[data-link]")?.dataset.link, quote: card.querySelector(".quote")?.textContent };
}

// The passages of an answer may come again in another order: the ones being read stay open, wherever they stand now.
function reopen() {
  const wanted = new Map();
  for (const [id, read] of opened) {
    const cards = [...document.querySelectorAll(`#page .card[id^="${id.split("-")[0]}-"]`)];
    // Two cards may show two sentences of one passage.
    const free = cards.filter((card) => readingOf(card).passage === read.passage && !wanted.has(card.id));
    const same = free.find((card) => readingOf(card).quote === read.quote);
    const now = same ?? free.find((card) => card.id === id) ?? free[0];
    if (now) wanted.set(now.id, read);
    else if (!cards.length) wanted.set(id, read);
  }
  for (const id of opened.keys()) if (!wanted.has(id)) document.getElementById(id)?.removeAttribute("open");
  opened.clear();
  for (const [id, read] of wanted) {
    opened.set(id, read);
    const card = document.getElementById(id);
    if (card && !card.open) card.open = true;
  }
}

function speak() {
  const header = document.querySelector("#masthead header");
  if (!header) return;
  if (document.documentElement.lang !== header.lang) document.documentElement.lang = header.lang;
  const title = header.querySelector("h1").textContent;
  if (document.title !== title) document.title = title;
  const group = document.querySelector("#language");
  const name = group?.querySelector('[data-testid="block-info"]')?.textContent ?? "";
  if (group && group.getAttribute("aria-label") !== name) group.setAttribute("aria-label", name);
}

function queue() {
  const state = document.querySelector("#said .state[data-queued]");
  const place = /(\d+)\s*\/\s*(\d+)/.exec(document.querySelector("#said .progress-text")?.textContent ?? "");
  if (!state || !place) return;
  const text = state.dataset.queued.replace("{n}", place[1]).replace("{of}", place[2]);
  if (state.textContent !== text) state.textContent = text;
}

let shown = "";
function arrive() {
  const question = document.querySelector("#asked .asked");
  const id = question?.id ?? "";
  if (id === shown) return;
  const first = shown === "";
  shown = id;
  opened.clear();
  origins.clear();
  here = lit = "";
  news = false;
  tell();
  if (!question) return;
  if (location.hash) history.replaceState(null, "", location.pathname + location.search);
  const block = first ? "nearest" : "start";
  const show = () => question.scrollIntoView({ block, behavior: calm() ? "instant" : "smooth" });
  setTimeout(show, 80); // once the pieces around it are drawn too
}

function refocus() {
  // The button just pressed is gone (sent, stopped): the question box takes the focus, where no keyboard pops up for it.
  const lost = document.activeElement === document.body || document.activeElement === null;
  if (lost && document.querySelector("#asked .asked") && matchMedia("(pointer: fine)").matches)
    document.querySelector("#box textarea")?.focus({ preventScroll: true });
}

let asking = false;
async function checkServer() {
  // Gradio shows a toast when it cannot reach its server, tries again, and reloads the page once it can: the question
  // in the box is kept for then.
  if (asking || !document.querySelector(".toast-body") || document.querySelector("#offline")) return;
  asking = true;
  const up = await fetch("/healthz", { cache: "no-store" }).then((answer) => answer.ok, () => false);
  setTimeout(() => (asking = false), 1000);
  if (up) return;
  const notice = Object.assign(document.createElement("p"), { id: "offline", className: "notice", role: "alert" });
  notice.textContent = document.querySelector("#masthead header")?.dataset.offline ?? "";
  document.querySelector("#composer")?.prepend(notice);
  sessionStorage.setItem("question", document.querySelector("#box textarea")?.value ?? "");
}

function restore() {
  const box = document.querySelector("#box textarea");
  const kept = sessionStorage.getItem("question");
  if (!kept || !box || !document.querySelector("#masthead header") || document.querySelector("#offline")) return;
  sessionStorage.removeItem("question");
  box.value = kept;
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

// Which index is in force: asked again and again while the tab is seen, told once, gone with the next question.
let edition = null; // {key, fr, en}, as the server last told
let news = false;
async function followIndex() {
  const foot = document.querySelector("#foot .edition");
  let wait = POLL;
  if (foot && document.visibilityState === "visible") {
    const now = await fetch("/edition", { cache: "no-store" }).then((answer) => answer.json(), () => null);
    if (now === null) wait = 10 * POLL; // the server is gone; Gradio looks for it as well
    if (now?.key) {
      if (now.key !== (edition ?? foot.dataset).key) news = true;
      edition = now;
      if (news) tell();
    }
  }
  clearTimeout(followIndex.next);
  followIndex.next = setTimeout(followIndex, wait);
}

function tell() {
  const header = document.querySelector("#masthead header");
  const place = document.querySelector("#news [role=status]");
  const foot = document.querySelector("#foot .edition");
  if (!header || !place || !edition) return;
  const index = edition[header.lang];
  if (foot && foot.dataset.key !== edition.key) {
    foot.dataset.key = edition.key;
    foot.textContent = index;
  }
  const text = news ? `${header.dataset.updated} ${index}.` : "";
  if ((place.querySelector("span")?.textContent ?? "") === text) return;
  place.replaceChildren();
  if (!text) return;
  const close = Object.assign(document.createElement("button"), { type: "button", textContent: "×" });
  close.setAttribute("aria-label", header.dataset.dismiss);
  const said = Object.assign(document.createElement("span"), { textContent: text });
  place.append(said, close);
}

document.addEventListener("visibilitychange", followIndex);
document.addEventListener("click", (event) => {
  if (!event.target.closest?.("#news button")) return;
  news = false;
  tell();
  document.querySelector("#box textarea")?.focus({ preventScroll: true });
});
followIndex();

let due = false;
new MutationObserver(() => {
  if (due) return;
  due = true;
  queueMicrotask(() => {
    due = false;
    speak();
    view();
    if (news) tell(); // in the page's language, should that change
    arrive();
    keep();
    queue();
    checkServer();
    restore();
  });
}).observe(document.documentElement, {
  childList: true,
  subtree: true,
  characterData: true,
  attributeFilter: ["lang", "open", "data-here", "data-lit"],
});
document.addEventListener("click", (event) => {
  if (!event.target.closest?.("#edit")) return;
  const box = document.querySelector("#box textarea");
  box?.focus(); // the question to edit is on its way into it
  setTimeout(() => box?.setSelectionRange(box.value.length, box.value.length), 300);
});
document.addEventListener("click", (event) => {
  if (event.target.closest?.("#send, #stop, .starter")) setTimeout(refocus, 300);
});

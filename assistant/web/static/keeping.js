// Conversations kept in this browser: each under a key of its own in localStorage, as the server drew it. Listed, opened,
// renamed, deleted; made into files; and what a reader does with an answer: copy it, say what they think of it.
"use strict";

(() => {
  const PREFIX = "kept:"; // + key -> {v, id, rev, name, named, time, data}
  const NEVER = "kept-never"; // the reader wants nothing kept
  const TAB = "kept-here"; // in sessionStorage: {id, rev} of the conversation that this tab shows
  const LARGEST = 240_000; // bytes of a message that the server takes
  const words = () => JSON.parse(area()?.dataset.words ?? "{}");
  const area = () => document.querySelector("#keeping .keeping");
  const fill = (text, name) => text.replace("{name}", name);
  let message = ""; // the next one for the server
  const alias = {}; // the server's key of a conversation -> its own one here, where another tab wrote under that key
  let removed = []; // what "undo" puts back

  // --- the browser's store; it may be shut, full, or hold what others wrote

  function attempt(work, otherwise) {
    try {
      return work();
    } catch {
      return otherwise;
    }
  }

  function get(id) {
    const kept = attempt(() => JSON.parse(localStorage.getItem(PREFIX + id)), null);
    const whole =
      kept?.v === 1 && kept.id === id && Number.isInteger(kept.rev) && typeof kept.name === "string" &&
      typeof kept.data === "string" && Number.isFinite(kept.time);
    return whole ? kept : null;
  }

  function put(kept) {
    return attempt(() => (localStorage.setItem(PREFIX + kept.id, JSON.stringify(kept)), true), false);
  }

  function all() {
    const keys = attempt(() => Object.keys(localStorage), []).filter((key) => key.startsWith(PREFIX));
    return keys.map((key) => get(key.slice(PREFIX.length))).filter(Boolean).sort((a, b) => b.time - a.time);
  }

  const never = () => attempt(() => localStorage.getItem(NEVER), null) !== null;
  const here = () => attempt(() => JSON.parse(sessionStorage.getItem(TAB)), null) ?? {};
  const stay = (id, rev) => attempt(() => sessionStorage.setItem(TAB, JSON.stringify({ id, rev })));
  const leave = () => attempt(() => sessionStorage.removeItem(TAB));
  const fresh = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (n) => n.toString(16).padStart(2, "0")).join("");

  // --- this tab's conversation: kept whenever the server has drawn it anew

  let seen = null;
  function keep() {
    const drawn = document.querySelector("#kept [data-kept]");
    if (!drawn || drawn.dataset.key + drawn.dataset.kept === seen) return;
    seen = drawn.dataset.key + drawn.dataset.kept;
    if (drawn.dataset.kept) save(drawn.dataset.key, drawn.dataset.kept, drawn.dataset.name);
    else leave();
    list();
  }

  function save(key, data, name) {
    if (never()) return;
    let id = alias[key] ?? key;
    let old = get(id);
    const mine = here().id === id ? here().rev : 0;
    if (old?.data === data) return stay(id, old.rev);
    if (!old && mine) return; // deleted while it was open: it stays deleted
    if (old && old.rev !== mine) [id, old] = [(alias[key] = fresh()), null]; // another tab went on with it: both are kept
    const kept = { v: 1, id, rev: (old?.rev ?? 0) + 1, name: old?.named ? old.name : name, named: !!old?.named, time: Date.now(), data };
    if (put(kept)) stay(id, kept.rev);
    else say(words().full);
  }

  function packed(kept) {
    const text = JSON.stringify({ id: kept.id, kept: kept.data });
    return new Blob([JSON.stringify(text)]).size < LARGEST ? text : "";
  }

  function restored() {
    const kept = never() ? null : get(here().id ?? "");
    if (!kept) return "";
    stay(kept.id, kept.rev);
    return packed(kept);
  }

  function send(button, text) {
    message = text;
    document.querySelector(button)?.click();
  }

  function open(kept) {
    stay(kept.id, kept.rev);
    send("#keeping-open", packed(kept) || "{}");
  }

  window.keeping = { restored, message: () => message };

  // --- the list

  function element(tag, properties = {}, ...children) {
    const { data, label, ...rest } = properties;
    const made = Object.assign(document.createElement(tag), rest);
    Object.assign(made.dataset, data ?? {});
    if (label) made.setAttribute("aria-label", label);
    made.append(...children);
    return made;
  }

  const button = (text, act, label = "") => element("button", { type: "button", textContent: text, label, data: { act } });

  function row(kept) {
    const say = words();
    const open = button(kept.name || "…", "open", fill(say.open, kept.name));
    open.dir = "auto";
    const when = new Date(kept.time).toLocaleString(say.code, { dateStyle: "medium", timeStyle: "short" });
    const about = element("span", { className: "when", textContent: when });
    const now = kept.id === here().id;
    if (now) about.append(" · ", element("strong", { textContent: say.here }));
    const item = element("li", { data: { id: kept.id } }, element("span", { className: "what" }, open, about));
    if (now) item.setAttribute("aria-current", "true");
    item.append(
      button(say.rename.split(/\s*:/)[0], "rename", fill(say.rename, kept.name)),
      button(say.delete.split(/\s*:/)[0], "delete", fill(say.delete, kept.name)),
    );
    return item;
  }

  let listed = "";
  function list() {
    const section = area();
    if (!section) return;
    const kept = all();
    const drawn = document.querySelector("#kept [data-kept]")?.dataset.kept;
    section.querySelector(".export").hidden = !drawn;
    section.querySelector(".never input").checked = never();
    const left = never() ? 0 : Number(document.querySelector("#kept [data-kept]")?.dataset.left ?? 0);
    const gone = section.querySelector(".left");
    gone.hidden = !left;
    gone.textContent = left ? (left === 1 ? words().left_one : words().left_many.replace("{n}", left)) : "";
    const state = JSON.stringify([section.lang, here().id, kept.map((one) => [one.id, one.rev, one.name, one.time])]);
    const place = section.querySelector(".list");
    if (place.querySelector("form") || (state === listed && place.childElementCount)) return; // a name is being typed
    listed = state;
    const say = words();
    section.querySelector(".count").textContent = kept.length ? `(${kept.length})` : "";
    const note = element("p", { textContent: kept.length ? say.where : say.none });
    const items = kept.length ? [element("ul", {}, ...kept.map(row)), button(say.delete_all, "delete-all")] : [];
    place.replaceChildren(note, ...items);
  }

  function say(text, undo = false) {
    const place = area()?.querySelector(".told");
    if (!place) return;
    place.replaceChildren(element("span", { textContent: text }));
    if (undo) place.append(button(words().undo, "undo"));
  }

  function focus(selector) {
    (area()?.querySelector(selector) ?? area()?.querySelector("summary"))?.focus();
  }

  function rename(item, kept) {
    const label = words();
    const box = element("input", { type: "text", maxLength: 200, value: kept.name, label: label.name, dir: "auto" });
    const form = element("form", {}, box, element("button", { type: "submit", textContent: label.save }), button(label.cancel, "cancel"));
    const done = (name) => {
      const now = get(kept.id);
      if (name && now) {
        put({ ...now, name, named: true });
        say(fill(label.renamed, name));
      }
      form.remove();
      listed = "";
      list();
      focus(`[data-id="${kept.id}"] [data-act="rename"]`);
    };
    form.addEventListener("submit", (event) => (event.preventDefault(), done(box.value.trim())));
    form.addEventListener("keydown", (event) => event.key === "Escape" && (event.stopPropagation(), done("")));
    form.querySelector('[data-act="cancel"]').addEventListener("click", (event) => (event.stopPropagation(), done("")));
    item.replaceChildren(form);
    box.select();
    box.focus();
  }

  function remove(gone, text) {
    const mine = gone.find((kept) => kept.id === here().id);
    removed = { gone, mine };
    for (const kept of gone) attempt(() => localStorage.removeItem(PREFIX + kept.id));
    if (mine) send("#keeping-open", ""); // the page begins anew
    list();
    say(text, true);
    focus('[data-act="undo"]');
  }

  function undo() {
    const { gone, mine } = removed;
    for (const kept of gone) put(kept);
    if (mine) open(mine);
    list();
    say(words().undone);
    focus(`[data-id="${gone[0]?.id}"] [data-act="open"]`);
  }

  function act(control) {
    const item = control.closest("[data-id]");
    const kept = item && get(item.dataset.id);
    const does = {
      open: () => kept && (open(kept), document.querySelector("#box textarea")?.focus({ preventScroll: true })),
      rename: () => kept && rename(item, kept),
      delete: () => kept && remove([kept], fill(words().deleted, kept.name)),
      "delete-all": () => remove(all(), words().deleted_all),
      undo,
    };
    does[control.dataset.act]?.();
  }

  // --- files to keep

  async function exported(kind) {
    const drawn = document.querySelector("#kept [data-kept]");
    if (!drawn?.dataset.kept) return;
    const name = get(alias[drawn.dataset.key] ?? drawn.dataset.key)?.name ?? drawn.dataset.name;
    const body = JSON.stringify({
      kept: drawn.dataset.kept, name: name.slice(0, 200), language: words().code, address: location.origin,
    });
    const headers = { "content-type": "application/json" };
    const answer = await fetch(`/export/${kind}`, { method: "POST", headers, body }).catch(() => null);
    if (!answer?.ok) return say(words().failed);
    const slug = name.normalize("NFD").replace(/\p{M}/gu, "").replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-+|-+$/g, "").slice(0, 60).toLowerCase();
    const file = `${slug || "conversation"}.${kind}`;
    const link = element("a", { href: URL.createObjectURL(await answer.blob()), download: file });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    say(fill(words().exported, file));
  }

  // --- below an answer

  async function copy(text, told, control) {
    const done = await (navigator.clipboard?.writeText(text).then(() => true, () => false) ?? false) || copyPlain(text);
    const was = control.dataset.was ?? control.textContent;
    control.dataset.was = was;
    control.textContent = done ? told : words().not_copied;
    say(control.textContent); // a screen reader hears it from there
    setTimeout(() => (control.textContent = was), 4000);
  }

  function copyPlain(text) {
    // Where the page is not served over HTTPS, browsers offer the old way only.
    const box = element("textarea", { value: text, readOnly: true, className: "sr" });
    const back = document.activeElement;
    document.body.append(box);
    box.select();
    const done = attempt(() => document.execCommand("copy"), false);
    box.remove();
    back?.focus({ preventScroll: true });
    return done;
  }

  let refocus = ""; // the control that had the focus before the server drew it anew
  function think(control) {
    const tools = control.closest(".tools");
    const pressed = (name) => tools.querySelector(`[data-${name}][aria-pressed="true"]`)?.dataset[name];
    const { thumb, reason } = control.dataset;
    const again = control.getAttribute("aria-pressed") === "true";
    const thought = {
      n: Number(tools.dataset.n),
      thumb: thumb ? (again ? null : thumb) : "down",
      reason: reason ? (again ? "" : reason) : (thumb ? "" : (pressed("reason") ?? "")),
      comment: tools.querySelector("input")?.value ?? "",
    };
    const name = thumb ? `[data-thumb="${thumb}"]` : reason ? `[data-reason="${reason}"]` : "[data-send]";
    refocus = `.tools[data-n="${thought.n}"] ${name}`;
    send("#keeping-think", JSON.stringify(thought));
  }

  function comeBack() {
    if (!refocus || document.activeElement !== document.body) return;
    document.querySelector(refocus)?.focus({ preventScroll: true });
  }

  document.addEventListener("click", (event) => {
    const control = event.target.closest?.("#page button");
    if (!control) return;
    const { act: does, export: kind, copy: text, link } = control.dataset;
    if (does) act(control);
    else if (kind) exported(kind);
    else if (text !== undefined) copy(text, words().copied, control);
    else if (link !== undefined) copy(`${location.origin}/passage/${encodeURIComponent(link)}`, words().copied_link, control);
    else if (control.matches(".tools [data-thumb], .tools [data-reason], .tools [data-send]")) think(control);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches?.(".tools input")) return;
    event.preventDefault();
    event.target.closest(".tools").querySelector("[data-send]").click();
  });
  document.addEventListener("change", (event) => {
    if (!event.target.matches?.(".never input")) return;
    if (event.target.checked) {
      attempt(() => localStorage.setItem(NEVER, "1"));
      const mine = get(here().id ?? "");
      if (mine) attempt(() => localStorage.removeItem(PREFIX + mine.id));
      leave();
    } else {
      attempt(() => localStorage.removeItem(NEVER));
      seen = null;
      keep();
    }
    list();
  });
  window.addEventListener("storage", list);

  let due = false;
  new MutationObserver(() => {
    if (due) return;
    due = true;
    queueMicrotask(() => {
      due = false;
      keep();
      if (area() && !area().querySelector(".list").childElementCount) list();
      comeBack();
    });
  }).observe(document.documentElement, { childList: true, subtree: true, attributeFilter: ["data-kept", "data-words"] });
})();

// What the visitor searches among: chosen in the lists below the question box, kept in this tab while the page redraws
// them, and sent with each question.
"use strict";

(() => {
  let values = {}; // name of a list -> what is chosen in it; nothing for all
  let open = false;
  const area = () => document.querySelector("#narrow .narrow");
  const lists = () => [...(area()?.querySelectorAll("select") ?? [])];

  function show() {
    const place = area();
    if (!place) return;
    if (place.open !== open) place.open = open;
    for (const list of lists()) {
      const value = values[list.name] ?? "";
      if (list.value !== value) list.value = value;
      if (list.value === value) continue;
      delete values[list.name]; // the index in force has it no more
      list.value = "";
    }
    const chosen = lists().filter((list) => list.value).map((list) => list.selectedOptions[0].textContent);
    const said = chosen.length ? `${place.dataset.narrowing} ${chosen.join(" · ")}` : place.dataset.narrow;
    const summary = place.querySelector("summary");
    if (summary.textContent !== said) summary.textContent = said;
    place.toggleAttribute("data-chosen", chosen.length > 0);
    const everything = place.querySelector(".everything");
    if (everything.disabled !== !chosen.length) everything.disabled = !chosen.length;
  }

  function widen() {
    values = {};
    show();
  }

  function chosen() {
    open = false; // the answer needs the room
    show();
    return Object.keys(values).length ? JSON.stringify(values) : "";
  }

  window.narrowing = { chosen };

  document.addEventListener("change", (event) => {
    const list = event.target.closest?.("#narrow select");
    if (!list) return;
    if (list.value) values[list.name] = list.value;
    else delete values[list.name];
    show();
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("#narrow summary")) open = !area().open; // the click is about to turn it
    else if (event.target.closest?.("#narrow .everything")) {
      widen();
      area().querySelector("summary").focus(); // the button just pressed cannot be pressed any more
    } else if (event.target.closest?.("#page .widen")) {
      widen();
      retype(document.querySelector("#asked .asked").textContent);
      setTimeout(() => document.querySelector("#send")?.click(), 50); // once Gradio knows what the box holds
    } else if (event.target.closest?.("#page .starter")) widen(); // these are questions to all the documents
  }, true); // before Gradio takes the question of a starter

  new MutationObserver(show).observe(document.documentElement, { childList: true, subtree: true });
})();

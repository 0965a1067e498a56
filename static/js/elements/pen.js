// What helps is fetched when somebody comes to a field, or selects words of a text: [data-pen="address address"].
const asked = new Set();

function fetchFor(field) {
  for (const src of field?.dataset?.pen?.split(" ") ?? []) {
    if (asked.has(src)) continue;
    asked.add(src);
    const script = document.createElement("script");
    script.type = "module";
    script.src = src;
    document.head.append(script);
  }
}

document.addEventListener("selectionchange", () => fetchFor(getSelection().anchorNode?.parentElement?.closest("article[data-pen]")));
document.addEventListener("focusin", (event) => fetchFor(event.target));
fetchFor(document.activeElement);

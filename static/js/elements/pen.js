// What helps with writing is fetched when somebody first comes to a field: textarea[data-pen="address address"].
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

document.addEventListener("focusin", (event) => fetchFor(event.target));
fetchFor(document.activeElement);

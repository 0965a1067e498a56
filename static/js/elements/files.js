// Files beside what is being written: sent as soon as they are chosen, dropped or pasted. Without scripts they go with the form.
const boxOf = (form) => form?.querySelector("[data-files]");

function take(form, files) {
  const box = boxOf(form);
  const input = box?.querySelector("input[type=file]");
  if (!input || !files.length) return false;
  input.files = files;
  box.open = true;
  input.dispatchEvent(new Event("change", { bubbles: true }));
  return true;
}

document.addEventListener("paste", (event) => {
  const files = event.clipboardData?.files ?? [];
  const words = event.clipboardData?.types.includes("text/plain");
  if (event.target.matches?.("textarea") && !words && take(event.target.form, files)) event.preventDefault();
});
document.addEventListener("dragover", (event) => {
  if (boxOf(event.target.closest?.("form")) && event.dataTransfer?.types.includes("Files")) event.preventDefault();
});
document.addEventListener("drop", (event) => {
  const form = event.target.closest?.("form");
  if (event.dataTransfer?.files.length && take(form, event.dataTransfer.files)) event.preventDefault();
});

const partsOf = (event) => {
  const box = event.target.matches?.("[data-files] input[type=file]") && event.target.closest("[data-files]");
  return box ? [box.querySelector("progress"), box.querySelector("[role=status]")] : [];
};
document.addEventListener("htmx:xhr:progress", (event) => {
  const [bar] = partsOf(event);
  if (!bar || !event.detail.lengthComputable) return;
  bar.classList.remove("vh");
  bar.value = event.detail.loaded / event.detail.total;
});
document.addEventListener("htmx:afterRequest", (event) => {
  const [bar, said] = partsOf(event);
  if (!bar) return;
  bar.classList.add("vh");
  const arrived = [200, 422].includes(event.detail.xhr?.status);
  if (arrived) event.target.value = "";
  said.textContent = event.detail.successful ? said.dataset.sent : arrived ? "" : said.dataset.failed;
});

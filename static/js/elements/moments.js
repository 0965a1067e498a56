// "2 h ago" grows older while the page is open; the words of the first view are the server's.
const language = document.documentElement.lang || "en-GB";
const words = new Intl.RelativeTimeFormat(language, { numeric: "auto", style: "short" });
const opened = Date.now();

function say(seconds) {
  const minutes = Math.round(seconds / 60);
  const text = Math.abs(minutes) < 60 ? words.format(minutes, "minute") : words.format(Math.round(minutes / 60), "hour");
  return language.startsWith("en") ? text.replace(/\bhr?s?\.?(?= )/, "h").replace("min.", "min") : text;
}

function refresh() {
  for (const time of document.querySelectorAll("time[data-relative]")) {
    const then = Date.parse(time.dateTime);
    const age = Date.now() - then;
    const isFresh = Math.abs(age) < 6 * 3600e3;
    if (isFresh && Date.now() - opened > 55e3 && Math.abs(age) >= 60e3) time.textContent = say(-age / 1000);
  }
}

setInterval(refresh, 60e3);
document.addEventListener("visibilitychange", () => document.hidden || refresh());

// Faro inside a page of another site: <script src="https://…/embed.js" data-city="malaga" data-lang="es" async></script>
// The frame is of another origin: neither side can read the other. Only "leave" is said between them.
"use strict";
(() => {
  const script = document.currentScript;
  const home = new URL(script.src).origin;
  const { city = "", lang = "", title = "Faro" } = script.dataset;
  const page = new URL(`/${encodeURIComponent(city)}`, home);
  if (lang) page.searchParams.set("lang", lang);
  const frame = document.createElement("iframe");
  frame.src = page;
  frame.title = title;
  frame.allow = "geolocation";
  frame.referrerPolicy = "no-referrer";
  frame.setAttribute("sandbox", "allow-scripts allow-same-origin allow-forms allow-modals allow-popups allow-popups-to-escape-sandbox");
  frame.style.cssText = "display:block;border:0;inline-size:100%;block-size:min(44rem,85vh)";
  script.after(frame);

  addEventListener("message", ({ source, origin, data }) => {
    if (source !== frame.contentWindow || origin !== home || typeof data?.leave !== "string") return;
    document.documentElement.replaceChildren();
    if (data.leave.startsWith("https://")) location.replace(data.leave);
  });

  let escapes = [];
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    escapes = [...escapes, event.timeStamp].slice(-3);
    if (escapes.length === 3 && escapes[2] - escapes[0] < 2000) frame.contentWindow.postMessage({ leave: "now" }, home);
  });
})();

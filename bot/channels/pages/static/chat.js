// Sends without loading the page anew, in order, and again after a line that was down. Without this script the same form works
// by itself. What is said lives in this page alone: nothing is stored, and no address changes.
"use strict";
(() => {
  const root = document.documentElement;
  const framed = self !== top;
  const $ = (id) => document.getElementById(id);
  const words = () => document.body.dataset;
  const part = (html) => new DOMParser().parseFromString(html, "text/html");
  const make = (tag, about) => Object.assign(document.createElement(tag), about);
  const picture = (name) => {
    const icon = document.querySelector(".icon").cloneNode(true);
    const use = icon.firstElementChild;
    use.setAttribute("href", use.getAttribute("href").replace(/#.*/, `#${name}`));
    return icon;
  };

  // ---- Sending: one message after the other; each has a name, so that one sent twice is answered once.
  const queue = [];
  let sending = false;
  let pause = 0;
  let later = 0;

  const post = (fields, kind) =>
    fetch($("talk").action.split("#")[0], {
      method: "POST", body: new URLSearchParams(fields), headers: { "Faro-Part": kind }, cache: "no-store", credentials: "omit",
      signal: AbortSignal.timeout(30000),
    }).then((answer) => {
      if (!answer.ok) throw new RangeError(answer.status);
      return answer;
    });

  const bubble = (said) => {
    const turn = make("article", { className: "turn" });
    if (said) turn.append(make("p", { className: "mine", dir: "auto", textContent: said, translate: false }));
    turn.append(make("p", { className: "wait", textContent: words().waiting }));
    $("log").append(turn);
    show(turn);
    return turn;
  };

  const show = (turn) => {
    const old = $("new");
    if (old) old.removeAttribute("id");
    turn.id = "new";
    turn.scrollIntoView({ block: "start" });
  };

  const fold = () => { const topics = document.querySelector(".topics"); if (topics) topics.open = false; };

  const say = (fields, said) => {
    fold();
    const once = crypto.getRandomValues(new Uint8Array(16)).reduce((name, byte) => name + byte.toString(16).padStart(2, "0"), "");
    queue.push({ fields: [...fields.filter(([name]) => name !== "once"), ["once", once]], turn: bubble(said) });
    pump();
  };

  const pump = async () => {
    clearTimeout(later);
    if (sending || !queue.length) return;
    sending = true;
    const { fields, turn } = queue[0];
    const wait = turn.querySelector(".wait");
    wait.textContent = words().waiting;
    try {
      await pour(await post(fields, "turn"), turn);
      queue.shift();
      pause = 0;
    } catch (error) {
      down(turn, wait, error instanceof RangeError);
    }
    sending = false;
    if (!pause) pump();
  };

  // The parts of an answer as they come; an answer without an end is none.
  const pour = async (answer, turn) => {
    const mine = [...turn.children];
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    let language = "";
    let ended = false;
    try {
      for (let read = await reader.read(); !read.done; read = await reader.read()) {
        const parts = (rest + read.value).split("<!--part-->");
        rest = parts.pop();
        for (const piece of parts) {
          ended ||= piece === "<!--end-->";
          const found = part(piece).querySelector(".turn");
          if (!found) continue;
          language = found.dataset.language;
          for (const child of [...found.children]) {
            if (child.className === "mine" && turn.querySelector(".mine")) turn.querySelector(".mine").replaceWith(child);
            else turn.lastElementChild.before(child);
          }
          equip(turn);
        }
      }
      if (!ended) throw new TypeError("no end");
    } catch (error) {
      for (const child of [...turn.children]) if (!mine.includes(child) && child.className !== "mine") child.remove();
      throw error;
    }
    turn.querySelector(".wait").remove();
    if (turn.id) show(turn);
    if (language !== root.lang) await wear(language).catch(() => {});
  };

  const down = (turn, wait, refused) => {
    wait.textContent = `${refused ? words().notNow : words().lineDown} `;
    const again = make("button", { type: "button", textContent: words().again });
    again.addEventListener("click", pump);
    wait.append(again);
    pause = Math.min(30000, pause * 2 || 2000);
    later = setTimeout(pump, pause);
  };

  addEventListener("online", () => { state("online"); pump(); });
  addEventListener("offline", () => state("offline"));
  const state = (name) => { const line = $("line"); if (line) line.textContent = words()[name]; };

  // ---- The page in another language around the same talk.
  const dress = (html) => {
    const fresh = part(html);
    const form = $("talk");
    const kept = ["conversation", "place", "text"].map((name) => [name, form.elements[name].value]);
    const turns = [...$("log").children];
    const typing = document.activeElement === $("text");
    root.lang = fresh.documentElement.lang;
    root.dir = fresh.documentElement.dir;
    document.body.replaceWith(fresh.body);
    for (const [name, value] of kept) $("talk").elements[name].value = value;
    $("log").prepend(...turns);
    if (turns.length) fold();
    if (typing) $("text").focus();
    begin();
  };

  const wear = async (language) => {
    const page = await fetch(location.pathname, { headers: { "Accept-Language": language }, cache: "no-store", credentials: "omit" });
    const html = page.ok ? await page.text() : "";
    if (part(html).documentElement.lang === language) dress(html);
  };

  // Another language keeps the talk; "forget me" clears it.
  const whole = async (form, fields, name) => {
    try {
      const html = await (await post(fields, "page")).text();
      if (name === "choose") {
        dress(html);
        return document.querySelector(".choices [aria-current]").focus();
      }
      hush();
      queue.length = 0;
      document.body.replaceWith(part(html).body);
      begin();
      $("text").focus();
    } catch {
      const turn = bubble("");
      const again = make("button", { type: "button", textContent: words().again });
      again.addEventListener("click", () => { turn.remove(); whole(form, fields, name); });
      turn.lastElementChild.replaceChildren(`${words().lineDown} `, again);
    }
  };

  document.addEventListener("submit", (event) => {
    const by = event.submitter;
    const form = event.target;
    if (form.id !== "talk" || (by && by.name === "open")) return;
    event.preventDefault();
    const fields = [...new FormData(form)].filter(([name]) => name !== "text");
    if (by && by.name) fields.push([by.name, by.value]);
    if (by && by.name === "press") return void say(fields, by.value.split("\t")[1]);
    if (by && by.name) return void whole(form, fields, by.name);
    const text = $("text").value.trim();
    $("text").focus();
    if (!text) return;
    $("text").value = "";
    say([...fields, ["text", text]], text);
  });

  // ---- A rough place, only when it is asked for: about 500 m, made so here, before anything is sent.
  const STEP = 500 / 111320;
  const rough = ({ latitude, longitude }) => {
    const lat = Math.round(latitude / STEP) * STEP;
    const wide = STEP / Math.max(0.01, Math.cos((lat * Math.PI) / 180));
    return `${lat.toFixed(4)},${(Math.round(longitude / wide) * wide).toFixed(4)}`;
  };
  const near = () => {
    const found = ({ coords }) => {
      $("talk").elements.place.value = rough(coords);
      state("nearDone");
      if (document.querySelector("#log .card")) say([...new FormData($("talk"))].filter(([name]) => name !== "text").concat([["press", "#where"]]), $("near").textContent);
    };
    navigator.geolocation.getCurrentPosition(found, () => state("nearFailed"), { timeout: 15000, maximumAge: 600000 });
  };

  // ---- Saved services: marked in this page, to be printed.
  const save = (button) => {
    const card = button.closest(".card");
    const on = button.getAttribute("aria-pressed") !== "true";
    for (const same of document.querySelectorAll(`.card[data-service="${CSS.escape(card.dataset.service)}"]`)) {
      same.classList.remove("saved");
      const mark = same.querySelector(".save");
      if (mark) mark.setAttribute("aria-pressed", String(on));
    }
    card.classList.toggle("saved", on);
    count();
  };
  const count = () => {
    const many = document.querySelectorAll(".card.saved").length;
    document.body.classList.toggle("has-saved", many > 0);
    $("saved").hidden = !many;
    $("saved").firstElementChild.textContent = `${words().saved}: ${many.toLocaleString(root.lang)}`;
  };

  // ---- Reading aloud, by voices that are on the device: others would send the text to somebody.
  const speech = self.speechSynthesis;
  const voice = (lang) => speech && speech.getVoices().find((one) => one.localService && one.lang.toLowerCase().startsWith(lang));
  const hush = () => { if (speech) speech.cancel(); for (const button of document.querySelectorAll(".read")) button.setAttribute("aria-pressed", "false"); };
  const read = (button) => {
    const on = button.getAttribute("aria-pressed") !== "true";
    hush();
    if (!on) return;
    const answer = button.closest(".answer");
    const lines = [...answer.querySelectorAll("h2, h3, p, li, summary")].filter((line) => line.checkVisibility() && !line.closest(".reach, .buttons, .aloud"));
    const spoken = new SpeechSynthesisUtterance(lines.map((line) => line.innerText).join("\n"));
    spoken.lang = answer.lang;
    spoken.voice = voice(answer.lang);
    spoken.onend = hush;
    button.setAttribute("aria-pressed", "true");
    speech.speak(spoken);
  };
  const equip = (where) => {
    for (const answer of where.querySelectorAll(".answer")) {
      if (answer.querySelector(".read") || !voice(answer.lang)) continue;
      const button = make("button", { type: "button", className: "read" });
      button.setAttribute("aria-pressed", "false");
      button.append(picture("sound"), words().read);
      const line = make("p", { className: "aloud" });
      line.append(button);
      answer.append(line);
    }
  };

  // ---- Leaving: the page, its history entry, the memory, the files kept on the device.
  const leave = () => {
    const form = $("talk");
    const away = $("leave").href;
    hush();
    if (form) navigator.sendBeacon(form.action.split("#")[0], new URLSearchParams({ conversation: form.elements.conversation.value, leave: "1" }));
    if (self.caches) caches.keys().then((names) => names.forEach((name) => caches.delete(name))).catch(() => {});
    if (navigator.serviceWorker) navigator.serviceWorker.getRegistrations().then((all) => all.forEach((one) => one.unregister())).catch(() => {});
    queue.length = 0;
    document.body.className = "gone";
    document.body.replaceChildren();
    if (framed) parent.postMessage({ leave: away }, "*");
    location.replace(framed ? "about:blank" : away);
  };
  let escapes = [];
  const escape = (event) => {
    escapes = [...escapes, event.timeStamp].slice(-3);
    if (escapes.length === 3 && escapes[2] - escapes[0] < 2000) leave();
  };
  addEventListener("message", ({ source, data }) => { if (framed && source === parent && data && data.leave) leave(); });

  const touched = { leave, near, print: () => print(), save, read };
  document.addEventListener("click", (event) => {
    const it = event.target.closest("#leave, #near, #print, .save, .read");
    if (!it) return;
    event.preventDefault();
    touched[it.id || it.classList[0]](it);
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") escape(event);
    else if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.target.id === "text") {
      event.preventDefault();
      $("talk").requestSubmit();
    }
  });

  // A page that the browser kept in memory does not come back with a talk in it.
  addEventListener("pageshow", (event) => { if (event.persisted) location.replace(location.pathname); });

  const begin = () => {
    root.classList.add("js");
    if ($("near") && !(navigator.geolocation && isSecureContext)) $("near").hidden = true;
    if ($("saved")) count();
    if (!navigator.onLine) state("offline");
    equip(document);
  };
  begin();
  if (speech) speech.addEventListener("voiceschanged", () => equip(document));
  if (new URLSearchParams(location.search).has("a")) history.replaceState(null, "", location.pathname);
  const offline = $("offline");
  const mine = offline && navigator.languages.map((tag) => offline.querySelector(`details[lang="${tag.split("-")[0]}"]`)).find(Boolean);
  if (mine) {
    offline.querySelector("details[open]").open = false;
    mine.open = true;
    offline.querySelector("h1").after(mine);
  }
  if (navigator.serviceWorker && !framed && !offline) {
    addEventListener("load", () => navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" }).catch(() => {}));
  }
})();

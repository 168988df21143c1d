// Runs in the page before anything else. `watch.next(name)` arms one measurement: it starts with the
// next click or Enter, and ends in the first animation frame in which the page is redrawn.
window.watch = (() => {
  const LONGEST_MS = 30000;
  const messages = [];
  window.WebSocket = class extends window.WebSocket {
    constructor(...args) {
      super(...args);
      this.addEventListener("message", ({ data }) =>
        messages.push({ at: performance.now(), bytes: data.byteLength ?? data.size ?? data.length }),
      );
    }
  };

  const one = (selector) => document.querySelector(selector);
  const text = (selector) => one(selector)?.textContent;
  const isIdle = () =>
    one('[data-testid="stApp"]')?.dataset.testScriptState === "notRunning" &&
    !one('[data-stale="true"]');

  // What stands on a page; redrawn means that every part is there, and another than before.
  const shown = {
    number: () => [text("h1")],
    patient: () => [text("h1"), one(".js-plotly-plot .main-svg") && one(".js-plotly-plot").data],
    chart: () => [one(".js-plotly-plot .main-svg") && one(".js-plotly-plot").data],
    list: () => [
      [...document.querySelectorAll('[data-testid="stCaptionContainer"]')]
        .map((caption) => caption.textContent)
        .find((caption) => / of .* patients/.test(caption)),
    ],
  };

  const next = (name) => {
    const before = shown[name]();
    const isRedrawn = () =>
      isIdle() && shown[name]().every((part, at) => part && part !== before[at]);
    messages.length = 0;
    window.watch.found = new Promise((resolve, reject) => {
      const start = (event) => {
        if (event.type === "keydown" && event.key !== "Enter") return;
        removeEventListener("click", start, true);
        removeEventListener("keydown", start, true);
        const started = performance.now();
        const look = () => {
          if (one('[data-testid="stException"]')) return reject(new Error("the page shows an error"));
          if (performance.now() > started + LONGEST_MS) return reject(new Error("never redrawn"));
          if (!isRedrawn()) return requestAnimationFrame(look);
          const ended = performance.now();
          const heard = messages.filter(({ at }) => at >= started && at <= ended);
          resolve({
            milliseconds: ended - started,
            bytes: heard.reduce((sum, message) => sum + message.bytes, 0),
          });
        };
        requestAnimationFrame(look);
      };
      addEventListener("click", start, true);
      addEventListener("keydown", start, true);
    });
  };

  // The error may come before anybody asks for it.
  addEventListener("unhandledrejection", (event) => event.preventDefault());

  return { next, isIdle };
})();

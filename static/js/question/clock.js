// Two clocks: how long one answer took, and how long the rest will take.

const LONGEST_MS = 3_600_000; // nobody looked at a face for longer, whatever the page says

/** From the moment a face is painted; worthless once the page was hidden in between. */
export class Stopwatch {
  #from = null;

  constructor() {
    document.addEventListener("visibilitychange", () => this.stop());
  }

  start() {
    this.#from = document.hidden ? null : performance.now();
  }

  stop() {
    this.#from = null;
  }

  /** Whole milliseconds, or null. */
  read() {
    if (this.#from === null) return null;
    const ms = Math.round(performance.now() - this.#from);
    return ms > LONGEST_MS ? null : ms;
  }
}

const FIRST_GUESS_MS = 4000;
const LOOK_BACK = 15;
const BREAK_MS = 60_000; // longer than this was a pause, not a pace

/** Minutes left, from the median time between the last answers. */
export class Pace {
  #times = [];
  #last = null;

  answered(now = performance.now()) {
    const took = this.#last === null ? Infinity : now - this.#last;
    this.#last = now;
    if (took < BREAK_MS) this.#times = [...this.#times, took].slice(-LOOK_BACK);
  }

  minutesLeft(faces) {
    return (faces * this.#median()) / 60_000;
  }

  #median() {
    // A few first answers are slow or fast by chance: until there are more, the guess counts too.
    const guesses = Array(Math.max(0, 6 - this.#times.length)).fill(FIRST_GUESS_MS);
    const sorted = [...this.#times, ...guesses].sort((a, b) => a - b);
    return sorted[sorted.length >> 1];
  }
}

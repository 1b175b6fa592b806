// Two clocks: how long one answer took, and how long the rest will take.

const LONGEST_MS = 3_600_000; // nobody looked at a face for longer, whatever the page says

/** From the moment a face is painted, without the time in which the page was out of sight. */
export class Stopwatch {
  #runs = false;
  #hidden = false;
  #before = 0; // visible milliseconds until the page was last hidden
  #since = null; // when it was last seen; null while hidden

  constructor() {
    document.addEventListener("visibilitychange", () => this.#runs && this.#seenOrHidden());
  }

  start() {
    this.#runs = true;
    this.#hidden = document.hidden;
    this.#before = 0;
    this.#since = document.hidden ? null : performance.now();
  }

  stop() {
    this.#runs = false;
  }

  /** As an answer carries it: whole milliseconds, or null where there is nothing to believe. */
  read() {
    if (!this.#runs) return { response_ms: null, hidden: false };
    const ms = Math.round(this.#before + this.#sinceSeen());
    // A clock that jumped, or a page left open over night, measured nothing.
    const isTime = ms >= 0 && ms <= LONGEST_MS;
    return { response_ms: isTime ? ms : null, hidden: this.#hidden };
  }

  #seenOrHidden() {
    if (document.hidden) this.#before += this.#sinceSeen();
    this.#since = document.hidden ? null : performance.now();
    this.#hidden = true;
  }

  #sinceSeen() {
    return this.#since === null ? 0 : performance.now() - this.#since;
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
    if (took >= 0 && took < BREAK_MS) this.#times = [...this.#times, took].slice(-LOOK_BACK);
  }

  /** The time until the next answer tells nothing. */
  interrupted() {
    this.#last = null;
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

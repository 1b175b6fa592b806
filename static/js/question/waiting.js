// Waiting: for another attempt, for the connection, for a face on the screen, for a meant tap.

const FIRST_MS = 1000;
const LONGEST_MS = 30_000;

export function backoffMs(failures, random = Math.random) {
  const most = Math.min(LONGEST_MS, FIRST_MS * 2 ** (failures - 1));
  return most * (0.5 + random() / 2);
}

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits *ms*, or until the device says that it is online again or the page is looked at again. */
export function pauseUnlessOnline(ms) {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    function done() {
      clearTimeout(timer);
      removeEventListener("online", done);
      document.removeEventListener("visibilitychange", seen);
      resolve();
    }
    function seen() {
      if (!document.hidden) done();
    }
    addEventListener("online", done);
    document.addEventListener("visibilitychange", seen);
  });
}

// A finger that comes down sooner was still answering the face before: half of a double tap.
const TOO_SOON_MS = 120;

/** Resolves in the frame that paints what was just put into the page; not while it is hidden. */
export const painted = () => new Promise((resolve) => requestAnimationFrame(resolve));

/** Resolves once what is painted has been there long enough for a tap to be meant. */
export const unlessTooSoon = () => pause(TOO_SOON_MS);

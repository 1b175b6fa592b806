// When something is on the screen, and when a tap means it.

import { pause } from "./backoff.js";

// A finger that comes down sooner was still answering the face before: half of a double tap.
const TOO_SOON_MS = 120;

/** Resolves in the frame that paints what was just put into the page; not while it is hidden. */
export const painted = () => new Promise((resolve) => requestAnimationFrame(resolve));

/** Resolves once what is painted has been there long enough for a tap to be meant. */
export const unlessTooSoon = () => pause(TOO_SOON_MS);

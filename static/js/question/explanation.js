// What one could see in a practice face, in place of the answers.

const element = (id) => document.getElementById(id);

/** *verdict*, *why*: sentences. *goOn*: what the button says. */
export function showExplanation({ verdict, why, goOn }) {
  element("verdict").textContent = verdict;
  element("why").textContent = why;
  element("practice-on").textContent = goOn;
  toggle(true);
  element("practice-on").focus();
}

export function hideExplanation() {
  if (element("explanation").hidden) return;
  const hadFocus = element("explanation").contains(document.activeElement);
  toggle(false);
  if (hadFocus) element("frame").focus();
}

function toggle(shown) {
  element("explanation").hidden = !shown;
  element("stage").classList.toggle("explaining", shown);
}

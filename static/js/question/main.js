// The question page: reads what the server wrote into it and puts the parts together.

import { Api } from "./api.js";
import { AnswerQueue } from "./queue.js";
import { showSaving } from "./saving.js";
import { Screen } from "./screen.js";
import { Store } from "./store.js";
import { Survey } from "./survey.js";

const page = JSON.parse(document.getElementById("page").textContent);

const api = new Api(page.api, page.csrf);
const screen = new Screen(page.texts);
const queue = new AnswerQueue((answers) => api.send(answers), new Store(page.participant));
showSaving(queue, screen);

const survey = new Survey({
  api,
  queue,
  screen,
  tabs: self.BroadcastChannel && new BroadcastChannel(`pyojeong ${page.participant}`),
  leave: (result = page.result) => location.replace(result),
});
survey.start({ known: page.state, practice: page.practice });

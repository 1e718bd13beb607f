// Forms that countries change: what the page adds to plain HTML. Everything works without it.

// What is typed while an answer is on its way to the server must survive the part that comes back.
const typed = new Map();

function isTyping(element) {
  return element.matches('input:not([type=hidden]):not([type=radio]):not([type=checkbox]), textarea');
}

function onInput(event) {
  if (event.target.id && event.target.closest('[data-form]') && isTyping(event.target)) {
    typed.set(event.target.id, event.target.value);
  }
}

function onBeforeRequest(event) {
  // The request carries everything typed so far; only what comes later is at risk.
  if (event.target.closest('[data-form]')) typed.clear();
}

function onAfterSwap(event) {
  for (const [id, value] of typed) {
    const element = document.getElementById(id);
    if (element && isTyping(element) && element.value !== value) element.value = value;
  }
  prepare(event.target.ownerDocument || document);
}

// A form that is sent while its draft is still being kept would carry the version from before, and meet its own draft as
// somebody else's change: it waits for that answer, and is sent with the version that came back.
function onSubmit(event) {
  const form = event.target;
  const isKept = () => form.querySelector('.htmx-request') === null;
  if (!form.querySelector('[data-form]') || isKept()) return;
  event.preventDefault();
  const sender = event.submitter;
  const again = () => { if (isKept()) form.requestSubmit(same(form, sender)); else setTimeout(again, 50); };
  setTimeout(again, 50);
}

// The pressed button, or the one drawn in its place meanwhile: it stands in the part that the answer replaced.
function same(form, sender) {
  if (!sender || form.contains(sender)) return sender;
  return [...form.elements].find((one) => one.name === sender.name && one.value === sender.value && one.type === 'submit') || null;
}

// Long lists: a search box over the ticks and a chip for each one chosen.
function prepare(root) {
  for (const picks of root.querySelectorAll('[data-picks]:not([data-ready])')) {
    picks.dataset.ready = 'yes';
    const search = picks.querySelector('[data-picks-search]');
    search.hidden = false;
    search.addEventListener('input', () => narrow(picks, search.value));
    search.addEventListener('keydown', (event) => onSearchKey(event, picks));
    picks.addEventListener('change', () => drawChosen(picks));
    drawChosen(picks);
  }
}

function narrow(picks, text) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const label of picks.querySelectorAll('[data-search]')) {
    const fits = words.every((word) => label.dataset.search.includes(word));
    label.hidden = !fits;
    if (fits) shown += 1;
  }
  const count = picks.querySelector('[data-picks-count]');
  count.textContent = words.length ? count.dataset.words.replace('{count}', shown) : '';
}

function onSearchKey(event, picks) {
  if (event.key === 'Enter') {
    // Enter in the search must not send the form.
    event.preventDefault();
  } else if (event.key === 'ArrowDown') {
    const first = picks.querySelector('[data-search]:not([hidden]) input');
    if (first) { event.preventDefault(); first.focus(); }
  }
}

function drawChosen(picks) {
  const place = picks.querySelector('[data-picks-chosen]');
  const boxes = [...picks.querySelectorAll('[data-search] input:checked')];
  place.replaceChildren(...boxes.map((box) => chip(place, box, picks)));
  place.hidden = boxes.length === 0;
}

function chip(place, box, picks) {
  const words = box.closest('label').textContent.trim();
  const element = document.createElement('span');
  element.className = 'q-chip';
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = '×';
  button.setAttribute('aria-label', place.dataset.words.replace('{label}', words));
  button.addEventListener('click', () => {
    box.checked = false;
    box.dispatchEvent(new Event('change', { bubbles: true }));
    picks.querySelector('[data-picks-search]').focus();
  });
  element.append(words, button);
  return element;
}

document.addEventListener('input', onInput);
document.addEventListener('htmx:beforeRequest', onBeforeRequest);
document.addEventListener('htmx:afterSwap', onAfterSwap);
document.addEventListener('submit', onSubmit, true); // before the page marks the form as sent
prepare(document);

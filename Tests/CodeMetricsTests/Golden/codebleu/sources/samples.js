function debounce(work, delay = 100) { let timer = null; return (...args) => { clearTimeout(timer); timer = setTimeout(() => work(...args), delay); }; }

async function load(url) { // fetches
  const answer = await fetch(url); if (!answer.ok) { throw new Error(`bad: ${answer.status}`); } else { count++; } return answer.json(); }

function histogram(words) { const counts = {}; for (var i = 0; i < words.length; i++) { const w = words[i]; counts[w] = (counts[w] || 0) + 1; } return counts; }

class Stack { #items = []; push(x) { this.#items.push(x); return this; } get size() { return this.#items.length; } }

function drain(queue) { let x = 0, y = 1; while (queue.length) { x = queue.pop(); y += x; x = y; } for (const q of queue) y -= q; return /a+"b/.test(y) ? x : 'it\'s'; }

const add = (a, b) => { /* "both" */ var c = a; if (b) c += b; return c; };

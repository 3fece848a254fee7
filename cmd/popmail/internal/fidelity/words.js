// What a browser shows of a page: the box of each word in reading order, in CSS pixels
// from the page's top left, and the page's height. Text that is no content, that cannot be
// seen or is smaller than 3 px does not count.
(() => {
  const skipped = new Set(['STYLE', 'SCRIPT', 'NOSCRIPT', 'TITLE', 'TEXTAREA', 'OPTION', 'SELECT']);
  const root = document.body ?? document.documentElement;
  const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  const words = [];
  while (texts.nextNode()) {
    const text = texts.currentNode, holder = text.parentElement;
    if (!holder || skipped.has(holder.tagName)) continue;
    if (!holder.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    if (parseFloat(getComputedStyle(holder).fontSize) < 3) continue;
    for (const { 0: word, index } of text.data.matchAll(/[^\s\u00a0\u200b-\u200d\u034f\ufeff\u00ad]+/g)) {
      range.setStart(text, index);
      range.setEnd(text, index + word.length);
      const [box] = range.getClientRects();
      if (box && box.width > 0.5 && box.height > 1) {
        words.push({ word, x: box.x + scrollX, y: box.y + scrollY, w: box.width, h: box.height });
      }
    }
  }
  return { words, height: document.documentElement.scrollHeight };
})()

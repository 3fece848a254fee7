// What a browser computes for each element of a page: its path of child numbers, its name
// and the values of these properties. Nothing is laid out meanwhile, so that they are
// computed values and not used ones.
(properties => {
  document.documentElement.style.setProperty('display', 'none', 'important');
  const elements = [];
  const visit = (element, path) => {
    const style = getComputedStyle(element);
    elements.push({ path, tag: element.localName, values: properties.map(name => style.getPropertyValue(name)) });
    if (element.namespaceURI !== 'http://www.w3.org/1999/xhtml') return;
    let n = 0;
    for (const child of element.children) visit(child, `${path}/${++n}`);
  };
  visit(document.documentElement, '');
  return elements;
})

// SPDX-License-Identifier: MIT
// The pages within the page: the address's part behind # says which one is shown.

const ids = () => [...document.querySelectorAll('section.view')].map((section) => section.id);

function show() {
  const wanted = ids().includes(location.hash.slice(1)) ? location.hash.slice(1) : 'make';
  for (const id of ids()) {
    const section = document.getElementById(id);
    const shown = id === wanted;
    const comes = shown && section.hidden;
    section.hidden = !shown;
    if (comes) section.dispatchEvent(new Event('shown'));
    const link = document.querySelector(`nav [data-view="${id}"]`);
    if (shown) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
}

/** Follows the address from now on; a section hears "shown" when it comes to the front. */
export function showViews() {
  addEventListener('hashchange', show);
  show();
}

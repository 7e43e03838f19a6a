#include "sandbox/page.hpp"

// The one script of the sandbox's pages.

namespace guichet::sandbox {

// Asks for the page again every three seconds and takes over what is marked live, unless somebody
// is at work in it: the focus and a selection of text stay where they are.
const std::string_view live_script = R"('use strict';
(() => {
  const live = document.querySelector('[data-live]');
  if (!live) return;
  const busy = () => document.hidden || live.contains(document.activeElement) ||
    String(getSelection()) !== '';
  const look = async () => {
    if (busy()) return;
    try {
      const answer = await fetch(location.href);
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      const fresh = page.querySelector('[data-live]');
      if (fresh && !busy() && fresh.innerHTML !== live.innerHTML) live.innerHTML = fresh.innerHTML;
    } catch (error) { /* the gateway is away: the next look will tell */ }
  };
  setInterval(look, 3000);
})();
)";

}  // namespace guichet::sandbox

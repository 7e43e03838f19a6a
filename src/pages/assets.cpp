#include "pages/page.hpp"

// The style sheet and the icon of the pages people read.

namespace guichet::pages {

const std::string_view style_sheet = R"(:root {
  color-scheme: light dark;
  --ink: #1b2330; --soft: #566072; --line: #d9dee7; --ground: #f5f7fa; --card: #ffffff;
  --accent: #1f4fd1; --good: #14683c; --good-ground: #e2f4e9; --bad: #a3211b;
  --bad-ground: #fde8e6; --code: #eef1f6;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ink: #e7ebf2; --soft: #a6b0c0; --line: #343c4a; --ground: #14181f; --card: #1c222c;
    --accent: #8fb0ff; --good: #7fdba6; --good-ground: #16382a; --bad: #ff9d96;
    --bad-ground: #43201f; --code: #262d39;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--ground); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
}
a { color: var(--accent); }
a:focus-visible, button:focus-visible, summary:focus-visible {
  outline: 3px solid var(--accent); outline-offset: 2px;
}
.skip { position: absolute; left: -999px; }
.skip:focus { left: 1rem; top: .5rem; background: var(--card); padding: .25rem .5rem; }
header {
  display: flex; flex-wrap: wrap; gap: .25rem 2rem; align-items: center;
  padding: .75rem 1.5rem; background: var(--card); border-bottom: 1px solid var(--line);
}
.brand { font-weight: 700; font-size: 1.1rem; color: var(--ink); text-decoration: none; }
.brand span { color: var(--soft); font-weight: 400; }
nav { display: flex; flex-wrap: wrap; gap: .25rem; }
nav a {
  padding: .35rem .7rem; border-radius: .4rem; text-decoration: none; color: var(--soft);
}
nav a:hover { background: var(--code); }
nav a[aria-current] { color: var(--accent); background: var(--code); font-weight: 600; }
main { max-width: 78rem; margin: 0 auto; padding: 1.5rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .5rem; }
h2 { font-size: 1.15rem; line-height: 1.3; margin: 0 0 .75rem; }
h3 { font-size: 1rem; margin: 1.25rem 0 .35rem; }
p { margin: 0 0 .75rem; }
pre + p { margin-top: .75rem; }
.card > :last-child { margin-bottom: 0; }
.lead { color: var(--soft); max-width: 46rem; margin-bottom: 1.5rem; }
.card {
  background: var(--card); border: 1px solid var(--line); border-radius: .6rem;
  padding: 1.25rem; margin-bottom: 1.25rem; min-width: 0;
}
.grid { display: grid; gap: 1.25rem; grid-template-columns: 1fr 1fr; align-items: start; }
.grid > * { margin: 0; }
.grid + .card { margin-top: 1.25rem; }
.empty { text-align: center; color: var(--soft); padding: 2.5rem 1.25rem; }
.empty h2 { color: var(--ink); }
code, pre, kbd { font-family: ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; }
code { font-size: .88em; overflow-wrap: anywhere; }
pre {
  margin: 0; padding: .8rem 1rem; background: var(--code); border-radius: .4rem;
  font-size: .82rem; line-height: 1.5; overflow: auto; max-height: 32rem;
  white-space: pre-wrap; overflow-wrap: anywhere;
}
dl { display: grid; grid-template-columns: max-content 1fr; gap: .4rem 1.25rem; margin: 0; }
dt { color: var(--soft); }
dd { margin: 0; min-width: 0; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; }
th { text-align: left; font-weight: 600; color: var(--soft); font-size: .85rem; }
th, td { padding: .55rem .75rem .55rem 0; border-bottom: 1px solid var(--line);
  vertical-align: top; }
tr:last-child td { border-bottom: 0; }
td { overflow-wrap: break-word; }
td:first-child code { white-space: nowrap; }
.time { white-space: nowrap; color: var(--soft); font-size: .9rem; }
.small { font-size: .85rem; color: var(--soft); }
.badge {
  display: inline-block; padding: .1rem .5rem; border-radius: 1rem; font-size: .8rem;
  font-weight: 600; white-space: nowrap;
}
.good { color: var(--good); background: var(--good-ground); }
.bad { color: var(--bad); background: var(--bad-ground); }
.split { display: grid; gap: 1.25rem; grid-template-columns: 22rem 1fr; align-items: start; }
.split > * { min-width: 0; }
.list { list-style: none; margin: 0; padding: 0; }
.list a {
  display: block; padding: .7rem 1rem; color: inherit; text-decoration: none;
  border-bottom: 1px solid var(--line); border-left: 4px solid transparent;
}
.list li:last-child a { border-bottom: 0; }
.list a:hover { background: var(--code); }
.list a[aria-current] { border-left-color: var(--accent); background: var(--code); }
.list .row { display: flex; justify-content: space-between; gap: .5rem; align-items: baseline; }
.list code, .list .small { display: block; white-space: nowrap; overflow: hidden;
  text-overflow: ellipsis; }
.card.list-card { padding: 0; overflow: hidden; }
.list-card h2 { padding: 1rem 1rem 0; }
.buttons { display: flex; flex-wrap: wrap; gap: .6rem; margin: 0; }
button {
  font: inherit; font-weight: 600; padding: .5rem .9rem; border-radius: .4rem; cursor: pointer;
  border: 1px solid var(--line); background: var(--card); color: var(--ink);
}
button:hover { border-color: var(--accent); color: var(--accent); }
.steps { margin: 0; padding-left: 1.4rem; }
.steps li { margin-bottom: .9rem; }
.steps pre { margin-top: .35rem; }
.steps pre + p { margin-top: .6rem; }
pre.long { max-height: 8rem; }
.back { display: none; }
@media (max-width: 60rem) {
  main { padding: 1rem; }
  header { padding: .6rem 1rem; }
  .grid, .split { grid-template-columns: minmax(0, 1fr); }
  .split.chosen .list-card { display: none; }
  .split.chosen .back { display: inline-block; margin-bottom: .75rem; }
  dl { grid-template-columns: minmax(0, 1fr); gap: 0; }
  dd { margin-bottom: .6rem; }
  table.stack thead { position: absolute; left: -9999px; }
  table.stack tr { display: block; padding: .7rem 0; border-bottom: 1px solid var(--line); }
  table.stack tr:last-child { border-bottom: 0; }
  table.stack td { display: block; border: 0; padding: .05rem 0; }
  table.stack td:empty { display: none; }
}
)";

// A counter with its window.
const std::string_view icon = R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">
<rect width="32" height="32" rx="7" fill="#1f4fd1"/>
<path d="M8 20V13a8 8 0 0 1 16 0v7M5 23h22" fill="none" stroke="#fff" stroke-width="3"
stroke-linecap="round"/>
</svg>
)";

}  // namespace guichet::pages

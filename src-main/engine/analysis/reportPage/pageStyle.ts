import { darkFigureCss } from '../../../figures/palette'

/** The report's own style: system fonts, nothing fetched, light and dark by the reader's preference, light on paper. */
export const PAGE_STYLE = `
:root { color-scheme: light dark; --ink: #1f2328; --muted: #59636e; --line: #d8dde3; --panel: #f6f8fa; --paper: #ffffff; --accent: #0072b2; --warn: #9a5b00; --warn-paper: #fff6e5; }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Helvetica, Arial, sans-serif; }
main { max-width: 68rem; margin: 0 auto; padding: 2.5rem 1.5rem 4rem; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .3rem; }
h2 { font-size: 1.3rem; margin: 3rem 0 .8rem; padding-top: .8rem; border-top: 1px solid var(--line); }
h3 { font-size: 1.05rem; margin: 2rem 0 .4rem; }
p, ul, ol { margin: .6rem 0; max-width: 46rem; }
li { margin: .3rem 0; }
a { color: var(--accent); }
.subtitle, .caption, .source { color: var(--muted); }
.caption, .source { font-size: .88rem; max-width: 52rem; }
.notice { border-left: 4px solid var(--warn); background: var(--warn-paper); padding: .6rem 1rem; max-width: 52rem; }
.finding { border-left: 4px solid var(--line); padding: .1rem 1rem; color: var(--muted); font-size: .92rem; max-width: 52rem; }
dl.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr)); gap: .8rem; margin: 1.4rem 0; }
dl.facts div { background: var(--panel); border-radius: 6px; padding: .7rem .9rem; }
dl.facts dt { color: var(--muted); font-size: .82rem; }
dl.facts dd { margin: 0; font-size: 1.12rem; font-variant-numeric: tabular-nums; }
.table { overflow-x: auto; margin: 1rem 0; }
table { border-collapse: collapse; font-size: .82rem; font-variant-numeric: tabular-nums; }
th, td { padding: .28rem .5rem; white-space: nowrap; }
th { white-space: normal; text-align: left; font-weight: 600; border-bottom: 2px solid var(--line); vertical-align: bottom; }
td { border-bottom: 1px solid var(--line); }
.number { text-align: right; }
.repeated { opacity: 0; }
td.wrap { white-space: normal; overflow-wrap: anywhere; }
figure { margin: 1rem 0 1.6rem; }
figure svg { max-width: 100%; height: auto; display: block; }
figcaption { color: var(--muted); font-size: .88rem; max-width: 52rem; margin-top: .3rem; }
details { margin: .6rem 0; }
summary { cursor: pointer; color: var(--accent); font-size: .9rem; }
.methods { background: var(--panel); border-radius: 6px; padding: .9rem 1.2rem; max-width: 52rem; }
footer { margin-top: 3rem; color: var(--muted); font-size: .85rem; }
@media screen and (prefers-color-scheme: dark) {
:root { --ink: #e6e9ed; --muted: #9aa4af; --line: #343b43; --panel: #1c2127; --paper: #14181d; --accent: #6cb8e6; --warn: #e6ad33; --warn-paper: #2a2418; }
${darkFigureCss('figure svg')}
}
@media print {
main { max-width: none; padding: 0; }
body { font-size: 10.5pt; }
h2 { break-after: avoid; } h3 { break-after: avoid; }
figure, tr, .notice, .methods { break-inside: avoid; }
.table { overflow: visible; } table { font-size: 7.5pt; } th, td { padding: .15rem .3rem; white-space: normal; }
details:not([open]) { display: none; }
}
`

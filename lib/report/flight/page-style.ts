/** The style sheet of a flight's page. Each colour repeats a sign or a word. */
export const PAGE_STYLE = String.raw`
:root{color-scheme:light dark;--bg:#fff;--fg:#1b1f24;--dim:#59636e;--line:#d4d9df;--soft:#f4f6f8;--link:#0a54b8;--focus:#0a54b8;--mark:#ffe28a;--markfg:#1b1f24;
--pass:#0b6b4f;--passbg:#eaf6f1;--fail:#b3261e;--failbg:#fdecea;--broken:#7a2d91;--brokenbg:#f6ecfa;--blocked:#8a5300;--blockedbg:#fff4e0;--aborted:#444c56;--abortedbg:#eceff2;--run:#0a54b8;--runbg:#e8f1fd}
@media (prefers-color-scheme:dark){:root{--bg:#101418;--fg:#e3e8ee;--dim:#9aa5b1;--line:#303841;--soft:#181e24;--link:#7db7ff;--focus:#7db7ff;--mark:#6b5200;--markfg:#fff;
--pass:#6fd3ae;--passbg:#12261f;--fail:#ff9d94;--failbg:#3a1815;--broken:#dfa6f2;--brokenbg:#2d1836;--blocked:#f2bd66;--blockedbg:#33240c;--aborted:#b9c2cc;--abortedbg:#262d34;--run:#7db7ff;--runbg:#14263c}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-behavior:smooth}
@media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
body{margin:0 auto;padding:0 16px 40vh;max-width:1680px;background:var(--bg);color:var(--fg);font:15px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
a{color:var(--link)}
:focus-visible{outline:3px solid var(--focus);outline-offset:1px;border-radius:3px}
h1{font-size:1.5rem;line-height:1.25;margin:0;display:flex;gap:.5em;align-items:baseline}
h2{font-size:1.1rem;margin:1.6em 0 .5em}
h3{font-size:1rem;margin:0;display:inline}
h4{font-size:.85rem;margin:1em 0 .3em}
pre,code,.r,kbd,dd,.files li{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:12.5px}
pre{margin:0;padding:.5em .7em;background:var(--soft);border:1px solid var(--line);border-radius:6px;overflow-x:auto;line-height:1.4;tab-size:8}
pre i,.r>i{font-style:normal;color:var(--dim)}
mark{background:var(--mark);color:var(--markfg)}
pre mark i{color:inherit}
.out b{white-space:pre-wrap;overflow-wrap:anywhere}
kbd{border:1px solid var(--line);border-bottom-width:2px;border-radius:4px;padding:0 .35em;background:var(--soft);white-space:pre}
button{font:inherit;color:inherit;background:var(--soft);border:1px solid var(--line);border-radius:6px;padding:.2em .6em;cursor:pointer;min-height:30px}
button[aria-pressed=true]{border-color:var(--focus);box-shadow:inset 0 0 0 1px var(--focus)}
input[type=search]{font:inherit;color:inherit;background:var(--bg);border:1px solid var(--dim);border-radius:6px;padding:.25em .6em;min-width:0}
summary{cursor:pointer}
.skip-link{position:absolute;left:-999px}.skip-link:focus{left:8px;top:8px;background:var(--bg);padding:.4em;z-index:9}
.meta,.count,.legend{color:var(--dim);font-size:.85rem;font-weight:400}
.meta{margin:.3em 0;overflow-wrap:anywhere}
.st{position:relative;white-space:nowrap;font-weight:600;font-size:.85em}
.st.pass{color:var(--pass)}.st.fail{color:var(--fail)}.st.broken{color:var(--broken)}.st.blocked,.st.starved{color:var(--blocked)}.st.aborted,.st.stopped,.st.skip,.st.unknown{color:var(--aborted)}.st.running,.st.preparing,.st.queued,.st.play,.st.retriable{color:var(--run)}
.top{margin:0 -16px;padding:18px 16px 14px;border-bottom:1px solid var(--line);border-left:8px solid var(--aborted);background:var(--soft)}
.top.pass{border-left-color:var(--pass);background:var(--passbg)}.top.fail{border-left-color:var(--fail);background:var(--failbg)}.top.broken{border-left-color:var(--broken);background:var(--brokenbg)}.top.blocked,.top.starved{border-left-color:var(--blocked);background:var(--blockedbg)}.top.running,.top.preparing,.top.queued{border-left-color:var(--run);background:var(--runbg)}
.judged{margin:.3em 0}.judged .meta{margin-left:.5em}
.verdict{font-style:normal;font-size:.8em;border:1px solid currentColor;border-radius:4px;padding:0 .3em;color:var(--dim);white-space:nowrap}.verdict.blocks{color:var(--fail);font-weight:700}
#failures{margin:.8em 0 0}#failures ul{list-style:none;margin:0;padding:0}#failures>details>summary{padding:.4em 0;color:var(--link)}
#failures li{display:grid;grid-template-columns:5.6em minmax(12em,26em) 1fr;gap:.2em .8em;padding:.3em 0;border-top:1px solid var(--line)}
#failures .reason,.why li,.why{overflow-wrap:anywhere}
#failures .where{overflow-wrap:anywhere}
.calm{margin:.6em 0 0}
.inline summary{color:var(--link)}.inline[open]{max-height:12em;overflow:auto}
#bar{display:none}
.js #bar{display:flex;flex-wrap:wrap;gap:.5em .8em;align-items:center;margin:1em 0 0}
#find{flex:1 1 14em;max-width:34em}
.chips{display:inline-flex;flex-wrap:wrap;gap:.35em}
.only{white-space:nowrap}
#found{flex-basis:100%;color:var(--dim);font-size:.85rem}#found:empty{display:none}
.scroll{content-visibility:auto;contain-intrinsic-size:auto 40em;overflow:auto;max-height:86vh;max-height:86svh;border:1px solid var(--line);border-radius:6px;margin:0 0 1em;width:fit-content;max-width:100%}
.grid{border-collapse:separate;border-spacing:0;font-size:13px}
.grid caption{text-align:left;padding:.4em .6em;font-weight:600;position:sticky;left:0}
.grid th,.grid td{border-bottom:1px solid var(--line);border-right:1px solid var(--line);padding:0;text-align:left;font-weight:400;white-space:nowrap}
.grid thead th{position:sticky;top:0;background:var(--soft);vertical-align:bottom;z-index:2}
.grid .corner{left:0;z-index:3;padding:.3em .6em}
.grid .col{min-width:46px;padding:.4em 0}
.grid .col span{writing-mode:vertical-rl;transform:rotate(180deg);display:block;margin:0 auto;max-height:13em;line-height:1.15;white-space:normal;overflow-wrap:anywhere}
.grid thead .text{padding:.3em .6em}
.grid tbody th{position:sticky;left:0;background:var(--bg);z-index:1}
.grid tbody th a{display:block;padding:.22em .6em;max-width:26em;white-space:normal;overflow-wrap:anywhere;text-decoration:none;color:var(--fg)}
.grid tbody th a:hover,.grid td a:hover{text-decoration:underline}
.grid tbody th .st{display:inline-block;min-width:5.4em}
.grid tbody tr:hover th,.grid tbody tr:hover td{box-shadow:inset 0 -1px 0 var(--dim)}
.grid td a{display:block;padding:.22em .45em;text-decoration:none;color:inherit;text-align:center}
.grid td.text{padding:.22em .6em;color:var(--dim)}
.grid td>a{font-size:11.5px;color:var(--dim)}
.grid td.pass b{color:var(--pass)}.grid td.running b{color:var(--run)}
.grid td.fail{background:var(--failbg)}.grid td.broken{background:var(--brokenbg)}.grid td.blocked,.grid td.starved{background:var(--blockedbg)}.grid td.aborted{background:var(--abortedbg)}.grid td.running{background:var(--runbg)}
.grid tr.current th{box-shadow:inset 4px 0 0 var(--focus)}
.grid .hits{margin-left:.5em}
.legend .st{margin-right:.5em}
.hits{background:var(--mark);color:var(--markfg);border-radius:4px;padding:0 .4em;font-size:.85em}
.job{border:1px solid var(--line);border-left:6px solid var(--pass);border-radius:6px;margin:0 0 .6em;scroll-margin-top:8px}
.job.fail{border-left-color:var(--fail)}.job.broken{border-left-color:var(--broken)}.job.blocked,.job.starved{border-left-color:var(--blocked)}.job.aborted,.job.stopped{border-left-color:var(--aborted)}.job.running,.job.queued,.job.preparing{border-left-color:var(--run)}
.job>summary{padding:.5em .8em}
.job>:not(summary){margin-left:.8em;margin-right:.8em}
.job>noscript{display:block}.why{margin-top:.2em}
.about{color:var(--dim);font-size:.85rem}
.js .job:not([open]){display:none}
.js #jobs:not(:has(.job[open]))>h2{display:none}
.why{list-style:none;padding:0;margin-top:.2em;margin-bottom:.8em}
.steps{list-style:none;padding:0;margin-top:.4em;margin-bottom:.6em}
.step{border-top:1px solid var(--line);scroll-margin-top:var(--above,8px)}
.step>summary{display:grid;grid-template-columns:1.8em 5.6em minmax(8em,18em) 5em 7em minmax(4em,1fr);gap:.1em .7em;align-items:baseline;padding:.22em 0;list-style-position:inside}
.step>summary::-webkit-details-marker{display:none}
.step>summary:hover{background:var(--soft)}
.step>summary b{overflow-wrap:anywhere;font-weight:600}
.step>summary .reason{grid-column:3/-1;overflow-wrap:anywhere}.step.bad>summary .reason{font-weight:600}
.step[open]>summary{background:var(--soft)}
.no::before{content:"▸ ";color:var(--dim)}.step[open] .no::before{content:"▾ "}
.no{color:var(--dim);font-size:.85em;white-space:nowrap}
.when,.took{color:var(--dim);font-size:.85em;white-space:nowrap;font-variant-numeric:tabular-nums}.took{text-align:right}
.bar{position:relative;height:10px;align-self:center;background:var(--soft);border-radius:2px;overflow:hidden}
.bar i{position:absolute;top:0;bottom:0;min-width:2px;background:var(--dim)}
.failure{border-left:4px solid var(--fail);padding:.1em 0 .3em .8em;margin:.3em 0}

.now{color:var(--fail);font-weight:700}
.err{color:var(--blocked)}
.extra details{margin:.3em 0}
.extra dl{display:grid;grid-template-columns:minmax(8em,max-content) 1fr;gap:.1em 1em;margin:.4em 0}.extra dd{margin:0;overflow-wrap:anywhere}
.files ul{margin:.4em 0;padding-left:1.2em;columns:26em}.files li{overflow-wrap:anywhere}
.clock{background:var(--bg);padding:.4em 0}
.tools{display:flex;flex-wrap:wrap;gap:.4em .8em;align-items:center;margin-bottom:.5em;font-size:.9rem}
.tools input[type=search]{flex:0 1 16em}
.tools label{white-space:nowrap}
.lanes{position:relative;display:grid;grid-template-columns:13em 1fr;font-size:11.5px;line-height:15px;border:1px solid var(--line);border-radius:6px;overflow:hidden}
.lanes>span{color:var(--dim);padding:0 .5em;overflow:hidden;text-overflow:ellipsis;white-space:nowrap;border-right:1px solid var(--line)}
.lanes>div{position:relative;height:15px}
.lanes>:nth-child(4n+3),.lanes>:nth-child(4n+4){background:var(--soft)}
.lanes i{position:absolute;top:4px;bottom:4px;min-width:1px;background:var(--dim)}
.lanes .steps-lane i{border-left:1px solid var(--bg);background:var(--pass);opacity:.75}
.lanes .steps-lane i,.lanes i.fail{top:1px;bottom:1px}.lanes i.fail{background:var(--fail)!important;opacity:1!important}.lanes i.broken{background:var(--broken)!important;opacity:1!important}.lanes i.blocked,.lanes i.starved{background:var(--blocked)!important;opacity:1!important}.lanes i.aborted,.lanes i.skip{background:var(--aborted)!important;opacity:1!important}
.lanes em{position:absolute;font-style:normal;font-weight:700;color:var(--bg);left:3px;top:-1px}
.lanes svg{position:absolute;inset:0;width:100%;height:100%;fill:var(--run)}
.lanes .ticks span{position:absolute;color:var(--dim);border-left:1px solid var(--line);padding-left:3px;white-space:nowrap;top:0}
.scrub{position:absolute!important;left:13em;right:0;top:0;bottom:0;height:auto!important;background:none!important;cursor:crosshair;touch-action:pan-y}
.scrub u{position:absolute;top:0;bottom:0;border-left:2px solid var(--focus);text-decoration:none;pointer-events:none}
.scrub u span{position:absolute;bottom:0;left:0;background:var(--focus);color:var(--bg);padding:0 .4em;white-space:nowrap;border-radius:0 3px 0 0}
.scrub u.right span{left:auto;right:0}
.scrub .here{border-left:2px dotted var(--fg)}
.stream{margin:.4em 0 .6em;border-left:2px solid var(--line);padding-left:.4em}
.r{display:grid;grid-template-columns:7em 10em minmax(0,1fr);gap:0 .7em;line-height:1.4;padding:0 .2em;scroll-margin-top:var(--above,40px)}
.r>i{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
.r>b{font-weight:400;color:var(--dim);overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.r>span{white-space:pre-wrap;overflow-wrap:anywhere;min-width:0}
.r.con>span{color:var(--fg)}
.r.cmd{margin:.25em 0;padding:.15em .2em;background:var(--soft)}.r.cmd>span>code{font-weight:700}
.r.cmd em{font-style:normal;color:var(--dim);white-space:nowrap}.r.cmd.bad em{color:var(--fail);font-weight:700}
.r.cmd pre{margin-top:.2em;white-space:pre-wrap;overflow-wrap:anywhere;background:var(--bg);padding:.25em .5em}
.r.note>b,.r.note>span{color:var(--run)}.r.power>span,.r.cleanup>span{font-weight:700}.r.cleanup>b,.r.cleanup>span{color:var(--broken)}
.r.sus>span::before{content:"▸ "}.r.sus>span{background:var(--mark);color:var(--markfg);justify-self:start}
.r.hit{outline:2px solid var(--focus)}
::highlight(find){background:var(--mark);color:var(--markfg)}
.fold{display:block;margin:.15em 0 .15em 17.8em;font-size:12px;min-height:26px;padding:.05em .6em}
.left{color:var(--dim);font-style:italic}
dialog{color:var(--fg);background:var(--bg);border:1px solid var(--dim);border-radius:8px;max-width:min(40em,94vw)}
dialog::backdrop{background:#0008}
dialog dl{display:grid;grid-template-columns:max-content 1fr;gap:.35em 1em}dialog dd{margin:0;font-family:inherit;font-size:.95rem}dialog h2{margin-top:0}
${[...Array(12).keys()].map((n) => `.hide-k${n} .k${n}`).join()}{display:none}
@media (min-width:800px) and (min-height:640px){.js .clock{position:sticky;top:0;z-index:4;box-shadow:0 6px 6px -6px #0006}}
@media (max-width:700px){
body{padding:0 10px 40vh}.top{margin:0 -10px;padding:12px 10px}h1{font-size:1.2rem}
#failures li{grid-template-columns:5.6em 1fr}#failures .reason{grid-column:1/-1}
#find{flex-basis:100%}
.grid tbody th a{width:9.6em;padding:.3em .4em;font-size:12px}.grid tbody th .st{display:block}
.grid td a{padding:.5em .35em}
.grid td a,.grid tbody th a{min-height:32px}
.job>:not(summary){margin-left:.5em;margin-right:.5em}
.step>summary{grid-template-columns:2.2em 5.4em 1fr auto;padding:.5em 0}.step>summary .when{display:none}.step>summary .bar{grid-column:1/-1;height:6px}.step>summary .reason{grid-column:1/-1}
.lanes{grid-template-columns:5.5em 1fr}.scrub{left:5.5em}
.r{grid-template-columns:auto minmax(0,1fr)}.r>i{text-align:left}.r>span{grid-column:1/-1}.r.con{padding-bottom:.15em}
.fold{margin-left:0}.files ul{columns:1}.extra dl{grid-template-columns:1fr}.extra dd{padding-left:1em}
pre{font-size:11.5px}}
@media print{
body{padding:0;max-width:none;font-size:10pt;background:#fff;color:#000}
#bar,#keys,.clock,.stream,.skip-link,.fold,noscript{display:none!important}
.scroll,pre,.inline[open]{overflow:visible;max-height:none;border:0}
pre{white-space:pre-wrap;overflow-wrap:anywhere;border:1px solid #999}
.grid thead th,.grid tbody th,.grid caption{position:static}
.grid{font-size:7pt}.grid tbody th a{max-width:18em}
tr,.failure h4{break-inside:avoid}h4{break-after:avoid}
a{text-decoration:none;color:inherit}}
`;

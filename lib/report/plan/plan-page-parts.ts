/** The style sheet of a plan's page. Each colour repeats a pattern or a word. */
export const PLAN_STYLE = `
:root{color-scheme:light dark;--bg:#fff;--fg:#1b1f24;--dim:#59636e;--line:#d4d9df;--odd:#f4f6f8;--now:#b3261e;--focus:#0a54b8;
--taken:#bcd7f5;--booked:#fff;--overrun:#f6b8b1;--held:#c7e6c9;--blocked:#d9d9de;--edge:#59636e;--stripe:#0003}
@media (prefers-color-scheme:dark){:root{--bg:#101418;--fg:#e3e8ee;--dim:#9aa5b1;--line:#303841;--odd:#181e24;--now:#ff9d94;--focus:#7db7ff;
--taken:#23456b;--booked:#101418;--overrun:#6b2a24;--held:#23502a;--blocked:#3a3f46;--edge:#9aa5b1;--stripe:#fff3}}
*{box-sizing:border-box}
body{margin:0;padding:12px 16px 64px;background:var(--bg);color:var(--fg);font:14px/1.4 system-ui,"DejaVu Sans",sans-serif}
h1{font-size:1.4rem;margin:0}p{margin:.3em 0}header{margin-bottom:8px}
.legend{display:flex;flex-wrap:wrap;gap:.2em 1.2em;color:var(--dim)}
.legend i{display:inline-block;width:1.6em;height:.9em;margin-right:.4em;border:1px solid var(--edge);border-radius:2px;vertical-align:-1px}
i.taken,.taken rect{background:var(--taken);fill:var(--taken)}i.booked,.booked rect{background:var(--booked);fill:var(--booked);stroke-dasharray:4 3}
i.booked{border-style:dashed}
i.overrun,.overrun rect{background:var(--overrun);fill:var(--overrun)}i.held,.held rect{background:var(--held);fill:var(--held)}
i.blocked,.blocked rect{background:var(--blocked);fill:var(--blocked)}
i.overrun{background-image:repeating-linear-gradient(45deg,var(--stripe) 0 3px,transparent 3px 6px)}
i.blocked{background-image:repeating-linear-gradient(-45deg,var(--stripe) 0 2px,transparent 2px 6px)}
input{font:inherit;color:inherit;background:var(--bg);border:1px solid var(--dim);border-radius:6px;padding:.2em .5em;max-width:12em}
.head,.body{display:grid;grid-template-columns:minmax(70px,max-content) minmax(0,1fr)}
.head{position:sticky;top:0;z-index:2;background:var(--bg);border-bottom:1px solid var(--line)}
.hosts{list-style:none;margin:0;padding:0}
.hosts,.head>span{width:clamp(70px,22vw,180px)}
.hosts li{padding:3px 8px 0 0;overflow:hidden;text-overflow:ellipsis;white-space:nowrap;font-size:12.5px}
.hosts li.lit{font-weight:700}
svg{display:block}
.scale{overflow:visible}.scale text{font-size:11px;fill:var(--dim);text-anchor:middle}.scale .nowtext{fill:var(--now);font-weight:700}
.row{fill:transparent}.row.odd{fill:var(--odd)}
.tick{stroke:var(--line)}.now{stroke:var(--now);stroke-width:2}
.bar{cursor:default;outline:none}.bar svg{overflow:hidden}
.bar rect{stroke:var(--edge);stroke-width:1}.bar rect.over{fill:url(#none);stroke:none}
.bar.overrun rect.over{fill:url(#late)}.bar.blocked rect.over{fill:url(#closed)}
.bar text{font-size:11px;fill:var(--fg)}.stripe{fill:var(--stripe);stroke:none}
.bar:hover rect,.bar:focus rect{stroke:var(--focus);stroke-width:3}
.bar.dull{opacity:.2}
#about{position:fixed;left:0;right:0;bottom:0;margin:0;padding:8px 16px;background:var(--bg);border-top:2px solid var(--line);overflow-wrap:anywhere;max-height:40vh;overflow:auto}
`;

/** The script of a plan's page: describes the selected bar, moves between bars by arrow keys, and searches. */
export const PLAN_SCRIPT = `
const bars=[...document.querySelectorAll('.bar')],about=document.getElementById('about'),find=document.getElementById('find');
const rowOf=(bar)=>bar.parentNode,names=new Map([...document.querySelectorAll('.hosts li')].map((li)=>[li.dataset.host,li]));
const middle=(bar)=>{const b=bar.getBoundingClientRect();return b.left+b.width/2};
let lit=null;
const tell=(bar)=>{about.textContent=bar.getAttribute('aria-label');lit?.classList.remove('lit');lit=names.get(rowOf(bar).dataset.host);lit?.classList.add('lit')};
const shown=(bar)=>!bar.classList.contains('dull');
const go=(bar)=>{if(!bar)return;bars.forEach((b)=>b.tabIndex=-1);bar.tabIndex=0;bar.focus();bar.scrollIntoView({block:'nearest'})};
const step=(bar,key)=>{
const row=[...rowOf(bar).querySelectorAll('.bar')].filter(shown);
if(key==='ArrowRight')return row[row.indexOf(bar)+1];
if(key==='ArrowLeft')return row[row.indexOf(bar)-1];
const next=key==='ArrowDown'?'nextElementSibling':'previousElementSibling',x=middle(bar);
for(let g=rowOf(bar)[next];g;g=g[next]){
const list=[...g.querySelectorAll('.bar')].filter(shown);
if(list.length)return list.reduce((a,b)=>Math.abs(middle(b)-x)<Math.abs(middle(a)-x)?b:a)}};
if(bars[0])bars[0].tabIndex=0;
for(const bar of bars){
bar.addEventListener('mouseenter',()=>tell(bar));bar.addEventListener('focus',()=>tell(bar));
bar.addEventListener('keydown',(event)=>{if(event.key.startsWith('Arrow')){event.preventDefault();go(step(bar,event.key))}})}
find.addEventListener('input',()=>{
const text=find.value.toLowerCase();let count=0;
for(const bar of bars){const hit=bar.getAttribute('aria-label').toLowerCase().includes(text);bar.classList.toggle('dull',!hit);count+=hit}
document.getElementById('count').textContent=text===''?'':count+' found'});
`;

"""The script of the interview in a browser: the whole of it is one entry of the history, and no page of it comes back.

An answer is sent as the form would send it, and the page that follows takes the place of the one before without going anywhere. So back,
forward, reload and a restored session lead to the first page, which has no answer; a link to elsewhere opens beside it. Without the script
the same forms are sent by the browser itself, which keeps each in its history: nothing that a server says prevents it. The page tells so.
"""

from __future__ import annotations

import base64
import hashlib
from typing import Final

__all__ = ["LEAVE", "LOST", "SCRIPT", "policy"]

LEAVE, LOST = "leave", "lost"  # ids in a page: the link that leaves it, and what is said where nothing could be sent
SCRIPT: Final = (
    """(function(d){
var sent=false,by=function(id){return d.getElementById(id)};
function shown(text){
var page=new DOMParser().parseFromString(text,'text/html'),leave=by('LEAVE');
page.querySelectorAll('script,noscript').forEach(function(each){each.remove()});
if(leave&&!page.getElementById('LEAVE'))page.querySelector('main').prepend(leave);
d.documentElement.replaceWith(page.documentElement);
var main=d.querySelector('main');main.tabIndex=-1;main.focus({preventScroll:true});scrollTo(0,0);
}
function told(text){
var page=d.createElement('pre');page.textContent=text;page.style.whiteSpace='pre-wrap';d.querySelector('main').replaceChildren(page);
}
d.addEventListener('submit',function(e){
e.preventDefault();
if(sent)return;
sent=true;
var form=e.target,button=e.submitter,fields=new URLSearchParams(new FormData(form));
if(button&&button.name)fields.append(button.name,button.value);
fetch(form.getAttribute('action'),{method:'POST',body:fields,cache:'no-store'}).then(function(said){
return said.text().then(/html/.test(said.headers.get('content-type'))?shown:told);
}).catch(function(){var lost=by('LOST');if(lost){lost.hidden=false;lost.focus()}}).then(function(){sent=false});
});
d.addEventListener('click',function(e){
var link=e.target.closest('a[href]');
if(!link)return;
var to=link.getAttribute('href');
if(link.id=='LEAVE'){e.preventDefault();d.body.replaceChildren();location.replace(to)}
else if(to[0]=='#'){e.preventDefault();var there=by(to.slice(1));there.scrollIntoView();there.focus()}
else if(!/^tel:|^mailto:/.test(to))link.target='_blank';
});
addEventListener('pagehide',function(){d.documentElement.replaceChildren()});
addEventListener('pageshow',function(e){if(e.persisted)location.replace('./')});
})(document)""".replace("\n", "")
    .replace("'LEAVE'", f"'{LEAVE}'")
    .replace("'LOST'", f"'{LOST}'")
)


def policy() -> str:
    """Return what the policy on contents of a page adds: this script alone may run, and it asks this server alone."""
    digest = base64.b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode()
    return f"; script-src 'sha256-{digest}'; connect-src 'self'"

/// The script of the search field, which works without a service: it looks through `search.json`, which it fetches when
/// somebody wants to search, and judges as ``ManualSearch`` does.
enum SearchScript {
    static let text = #"""
        "use strict";
        (() => {
          const form = document.querySelector(".search");
          const field = form.querySelector("input");
          const list = document.querySelector(".found");
          const status = document.querySelector(".tally");
          const source = form.getAttribute("action");
          const most = 12;
          const beginning = 3;
          let sections;
          let asked = 0;
          form.hidden = false;

          const words = text => text.toLowerCase().split(/[^a-z0-9\u0080-\uffff]+/).filter(Boolean);
          // Words between single spaces, so that a space and a word find it where it begins.
          const plain = text => " " + words(text).join(" ") + " ";
          const prepared = all => all.map(section => ({
            ...section, title: plain(section.page), head: plain(section.heading), body: plain(section.text),
          }));
          const read = answer => {
            if (!answer.ok) throw new Error(answer.statusText);
            return answer.json();
          };
          const load = () => sections ??= fetch(source).then(read).then(prepared).catch(error => {
            sections = undefined;
            throw error;
          });

          const points = (section, mark) => {
            const inHead = section.head.includes(mark);
            const inTitle = section.title.includes(mark);
            return (inHead || inTitle ? 20 : 0) + (inHead ? 10 : 0) + Math.min(section.body.split(mark).length - 1, 5);
          };
          const found = (all, marks) => {
            const entries = all.map(section => {
              const scores = marks.map(mark => points(section, mark));
              return {
                section, hits: scores.filter(Boolean).length, score: scores.reduce((sum, score) => sum + score, 0),
              };
            });
            const hits = Math.max(1, ...entries.map(entry => entry.hits));
            return entries.filter(entry => entry.hits === hits).sort((left, right) => right.score - left.score);
          };
          const excerpt = (text, marks) => {
            const all = text.split(" ");
            const first = all.findIndex(word => marks.some(mark => plain(word).includes(mark)));
            const start = Math.max(first - 8, 0);
            return (start > 0 ? "… " : "") + all.slice(start, start + 28).join(" ") + (start + 28 < all.length ? " …" : "");
          };
          const item = ({section}, marks) => {
            const link = document.createElement("a");
            link.href = section.path;
            link.textContent = section.heading && section.heading !== section.page
              ? section.page + ": " + section.heading : section.page;
            const text = document.createElement("span");
            text.textContent = excerpt(section.text, marks);
            const item = document.createElement("li");
            item.append(link, text);
            return item;
          };

          const show = async () => {
            const turn = ++asked;
            const marks = words(field.value).slice(0, 8)
              .map(word => " " + word + (word.length < beginning ? " " : ""));
            let entries = [];
            let said = "";
            if (marks.length > 0) {
              try {
                entries = found(await load(), marks);
                said = entries.length === 0 ? "Nothing found"
                  : entries.length > most ? "The best " + most + " of " + entries.length : entries.length + " found";
              } catch {
                said = "The search cannot be loaded just now";
              }
            }
            // Of several searches on their way only the last counts.
            if (turn !== asked) return;
            list.replaceChildren(...entries.slice(0, most).map(entry => item(entry, marks)));
            status.textContent = said;
          };

          field.addEventListener("focus", () => load().catch(() => {}), {once: true});
          field.addEventListener("input", show);
          form.addEventListener("submit", async event => {
            event.preventDefault();
            await show();
            list.querySelector("a")?.focus();
          });
        })();

        """#
}

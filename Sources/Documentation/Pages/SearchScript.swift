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
          const longest = {words: 8, length: 40};
          let lists;
          let sections;
          let asked = 0;
          form.hidden = false;

          const endings = ["ing", "ion", "ed", "e"];
          const stem = word => {
            if (!/^[a-z]{4,}$/.test(word)) return word;
            let stem = word.replace(/([^siu])s$/, "$1").replace(/ie$/, "y");
            const ending = endings.find(ending => stem.endsWith(ending) && stem.length >= ending.length + 4);
            if (ending) stem = stem.slice(0, -ending.length);
            return stem.length > 3 && /([^sl])\1$/.test(stem) ? stem.slice(0, -1) : stem;
          };
          const joined = text => {
            const words = [];
            for (const word of text.toLowerCase().split(/[^a-z0-9\u0080-\uffff]+/).filter(Boolean)) {
              const one = lists.pairs.get(words.at(-1) + " " + word);
              if (one) words[words.length - 1] = one; else words.push(word);
            }
            return words;
          };
          const stems = text => joined(text).map(stem);
          const wanted = query => {
            const all = joined(query);
            const telling = all.filter(word => !lists.idle.has(word));
            return (telling.length > 0 ? telling : all).slice(0, longest.words).map(long => {
              const word = long.slice(0, longest.length);
              const base = stem(word);
              const alike = lists.same.filter(words => words.includes(base)).flat();
              const isSame = other => other === base || alike.includes(other);
              // A short word that lost its ending is the beginning of too much.
              const mayBegin = word.length >= beginning && (base === word || base.length > beginning);
              const begins = other => mayBegin ? other.startsWith(base) : other === base;
              return {isSame, begins};
            });
          };
          const prepared = ({words, sections}) => {
            lists = {
              idle: new Set(words.idle), pairs: new Map(words.pairs), same: words.same.map(words => words.map(stem)),
            };
            return sections.map(section => ({
              ...section, title: stems(section.page), head: stems(section.heading), body: stems(section.text),
            }));
          };
          const read = answer => {
            if (!answer.ok) throw new Error(answer.statusText);
            return answer.json();
          };
          const load = () => sections ??= fetch(source).then(read).then(prepared).catch(error => {
            sections = undefined;
            throw error;
          });

          const count = (section, test) => {
            const [inTitle, inHead] = [section.title.some(test), section.head.some(test)];
            const times = section.body.filter(test).length;
            if (!inTitle && !inHead && times === 0) return 0;
            return 100 + (inTitle ? 40 : 0) + (inHead ? 60 : 0) + Math.min(times, 5);
          };
          const points = (section, {isSame, begins}) =>
            Math.max(count(section, isSame) * 4, count(section, begins) * 3);
          const found = (all, marks) => all.map(section => ({
            section, score: marks.reduce((sum, mark) => sum + points(section, mark), 0) * section.weight,
          })).filter(entry => entry.score > 0).sort((left, right) => right.score - left.score);
          const excerpt = (text, marks) => {
            const all = text.split(" ");
            const first = all.findIndex(word => stems(word).some(
              stem => marks.some(mark => mark.isSame(stem) || mark.begins(stem))));
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
            let marks = [];
            let entries = [];
            let said = "";
            if (field.value.trim()) {
              try {
                const all = await load();
                marks = wanted(field.value);
                entries = found(all, marks);
                said = marks.length === 0 ? "" : entries.length === 0 ? "Nothing found"
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

/// The script of the search field, which works without a service: it looks through `search.json`, which it fetches when
/// somebody wants to search.
enum SearchScript {
    static let text = """
        "use strict";
        (() => {
          const form = document.querySelector(".search");
          const field = form.querySelector("input");
          const list = document.querySelector(".found");
          const status = form.querySelector("[role=status]");
          const source = form.getAttribute("action");
          let sections;
          form.hidden = false;
          const load = () => sections ??= fetch(source).then(answer => answer.json());
          const found = (all, words) => all
            .map(section => {
              const heading = (section.page + " " + section.heading).toLowerCase();
              const text = section.text.toLowerCase();
              const scores = words.map(word => (heading.includes(word) ? 20 : 0) + (text.includes(word) ? 1 : 0));
              const hits = scores.filter(score => score > 0).length;
              return {section, hits, score: hits * 100 + scores.reduce((sum, score) => sum + score, 0)};
            })
            .filter(entry => entry.hits === words.length)
            .sort((left, right) => right.score - left.score)
            .slice(0, 12);
          const show = async () => {
            const words = field.value.toLowerCase().split(/\\s+/).filter(Boolean);
            list.replaceChildren();
            if (words.length === 0) { status.textContent = ""; return; }
            const entries = found(await load(), words);
            for (const {section} of entries) {
              const item = document.createElement("li");
              const link = document.createElement("a");
              link.href = section.path;
              link.textContent = section.heading && section.heading !== section.page
                ? section.page + ": " + section.heading : section.page;
              const words = document.createElement("span");
              words.textContent = section.text.slice(0, 160);
              item.append(link, words);
              list.append(item);
            }
            status.textContent = entries.length === 0 ? "Nothing found" : entries.length + " found";
          };
          field.addEventListener("focus", load, {once: true});
          field.addEventListener("input", show);
          form.addEventListener("submit", event => { event.preventDefault(); show(); });
        })();

        """
}

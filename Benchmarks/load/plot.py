"""The plot of docs/benchmarks.md."""

LEFT, WIDTH, HEIGHT = 330, 420, 26


def plot(sections):
    """Bars, those of each section under each other: a value as a part of the scale, and its mark as a line."""
    lines, top = [], 10
    for section in sections:
        for bar in map(section.bar, section.results):
            lines += drawn(bar, top)
            top += HEIGHT
        lines.append(f'<text x="{LEFT}" y="{top + 12}" fill="#555">{section.caption}</text>')
        top += HEIGHT + 10
    width = LEFT + WIDTH + 70
    head = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {top}" font-family="system-ui, sans-serif" '
        'font-size="13">',
        "<title>Cardea, and what it is measured against</title>",
        f'<rect width="{width}" height="{top}" fill="#fff"/>',
    ]
    return "\n".join([*head, *lines, "</svg>"]) + "\n"


def drawn(bar, top):
    lines = [
        f'<text x="{LEFT - 10}" y="{top + 16}" text-anchor="end" fill="#222">{bar.name}</text>',
        f'<rect x="{LEFT}" y="{top + 3}" width="{WIDTH}" height="18" fill="#e6e6ea"/>',
        f'<rect x="{LEFT}" y="{top + 3}" width="{WIDTH * min(bar.value, 1):.0f}" height="18" fill="#4b5fc1"/>',
        f'<text x="{LEFT + WIDTH + 8}" y="{top + 16}" fill="#222">{bar.text}</text>',
    ]
    if bar.mark:
        lines.append(f'<path d="M{LEFT + WIDTH * bar.mark:.0f} {top} v24" stroke="#c2410c" stroke-width="2"/>')
    return lines

# SPDX-License-Identifier: MIT OR Apache-2.0
"""Shares over a number, as an SVG of a few lines: the same numbers make the same file."""

LEFT, TOP, WIDTH, HEIGHT = 50, 20, 620, 300
COLOURS = ("#20639b", "#c44536")


def curves(names, rows, axis):
    """rows: the number, and a share from 0 to 1 for each name."""
    most = max(row[0] for row in rows)

    def at(x, share):
        return f"{LEFT + WIDTH * x / most:.1f},{TOP + HEIGHT * (1 - share):.1f}"

    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{LEFT + WIDTH + 30}" height="{TOP + HEIGHT + 50}" '
             'font-family="sans-serif" font-size="12">', '<rect width="100%" height="100%" fill="#ffffff"/>']
    for share in (0, 0.25, 0.5, 0.75, 0.95, 1):
        parts.append(f'<polyline points="{at(0, share)} {at(most, share)}" stroke="#d4d7da" fill="none"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{TOP + HEIGHT * (1 - share) + 4:.1f}" text-anchor="end">{share:g}</text>')
    for i in range(6):
        x = most * i / 5
        parts.append(f'<text x="{LEFT + WIDTH * i / 5:.1f}" y="{TOP + HEIGHT + 18}" text-anchor="middle">{x:.3g}</text>')
    parts.append(f'<text x="{LEFT + WIDTH / 2}" y="{TOP + HEIGHT + 40}" text-anchor="middle">{axis}</text>')
    for i, (name, colour) in enumerate(zip(names, COLOURS), 1):
        points = " ".join(at(row[0], row[i]) for row in rows)
        parts.append(f'<polyline points="{points}" stroke="{colour}" stroke-width="2" fill="none"/>')
        parts.append(f'<text x="{LEFT + WIDTH - 10}" y="{TOP + HEIGHT / 2 + 20 * i}" text-anchor="end" fill="{colour}">{name}</text>')
    return "\n".join([*parts, "</svg>", ""])

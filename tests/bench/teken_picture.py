"""Whether two drew the same: a difference between two pictures on white, seen from so far that half a pixel's shift and
another way of antialiasing don't count (MapServer rounds to whole pixels), but a missing pand does."""
import io
import sys

BOUND = 10.0   # of 255: the mean difference of a channel
BLOCK = 16     # px: what is looked at as one
FILLED = 0.05  # share of the pixels that must hold something, so that two blanks don't pass


def on_white(png):
    from PIL import Image
    picture = Image.open(io.BytesIO(png)).convert("RGBA")
    white = Image.new("RGBA", picture.size, (255, 255, 255, 255))
    return Image.alpha_composite(white, picture).convert("RGB")


def mean_difference(a, b):
    """Of the channels of a block, 0 to 255."""
    from PIL import Image, ImageChops, ImageStat
    small = [p.resize((p.width // BLOCK, p.height // BLOCK), Image.Resampling.BOX) for p in map(on_white, (a, b))]
    return sum(ImageStat.Stat(ImageChops.difference(*small)).mean) / 3


def filled(png):
    """The share of the pixels that isn't white."""
    from PIL import ImageChops, Image
    picture = on_white(png)
    grey = ImageChops.difference(picture, Image.new("RGB", picture.size, (255, 255, 255))).convert("L")
    return 1 - grey.histogram()[0] / (picture.size[0] * picture.size[1])


def compare(drawn, where):
    """drawn: per server its pictures of the tiles `where`. Of each zoom the fullest tile must look the same to all."""
    names = list(drawn)
    if not names:
        return
    for z in sorted({t[0] for t in where}):
        k = max((i for i, t in enumerate(where) if t[0] == z), key=lambda i: filled(drawn[names[0]][i]))
        share = filled(drawn[names[0]][k])
        if share < FILLED:
            sys.exit(f"{names[0]}, tegel {where[k]}: maar {share:.1%} is gevuld")
        for name in names[1:]:
            off = mean_difference(drawn[names[0]][k], drawn[name][k])
            print(f"  zoom {z}: {names[0]} en {name} verschillen {off:.2f} van 255", file=sys.stderr)
            if off > BOUND:
                sys.exit(f"tegel {where[k]}: {names[0]} en {name} verschillen {off:.1f} van 255, hooguit {BOUND}")

def area(width, height=2, *, scale: float = 1.0):
    """Return the scaled area.

    Spans lines.
    """
    result = width * height  # before scaling
    return result * scale

def first_match(items, wanted):
    for index, item in enumerate(items):
        if item == wanted:
            return index
        elif item is None:
            continue
        else:
            last = item
    return -1

class Counter:
    'A docstring in single quotes.'
    def __init__(self, start=0):
        self.value, self.steps = start, []

    def step(self, by=1):
        while by > 0:
            self.value += 1; by -= 1
        self.steps.append(by)

async def fetch(session, url, *, retries=3):
    while retries:
        try:
            async with session.get(url) as response:
                return await response.json()
        except (OSError, ValueError) as error:
            retries -= 1
            log.warning("failed: %s",
                        error)

def squares(limit):
    even = [n * n for n in range(limit) if n % 2 == 0]
    total = sum(n for n in even)
    a, b = total, limit
    a, b = b, a
    return {k: v for k, v in zip(even, (a, b))}, \
        lambda x: x + 1

def greet(name):
    text = f"Grüße, {name!r}"
	
    if (n := len(text)) > 10: text = text[:n]
    return 'it''s ' + text + r'\d+' + b'x'.decode()

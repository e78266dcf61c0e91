public int Sum(int[] values) { int total = 0; foreach (var value in values) { total += value; } return total; }

public string Describe(string name, int count = 1) { // "quoted" comment
  var text = $"{name}: {count}"; if (count > 1) { text = text + "s"; } else if (count == 0) { text = "none"; } return text; }

private static bool TryFind(IList<Item> items, Predicate<Item> match, out Item found) {
  found = null; for (int i = 0, n = items.Count; i < n; i++) { if (match(items[i])) { found = items[i]; return true; } } return false; }

public async Task<Report> LoadAsync(Uri address, CancellationToken token) {
  try { var answer = await client.GetAsync(address, token); return Parse(answer ?? "\"\""); }
  catch (HttpException error) when (error.Code == 404) { return Report.Empty; } finally { count--; } }

public void Drain(Queue<int> queue) { while (queue.Count > 0) { var head = queue.Dequeue(); x = head; y = x; x = y + 1; } }

public override string ToString() { /* nothing
  to see */ return string.Join(", ", parts.Select(part => part.Name)); }

public int Größe { get { return größe; } set { größe = value; } }

public Box(int width, int height) : base(width) { this.width = width; this.height = height; area = width * height; }

package samples

func Max(values []int) (int, error) { if len(values) == 0 { return 0, errors.New("empty") }; best := values[0]; for _, v := range values { if v > best { best = v } }; return best, nil }

func (s *Stack) Pop() (x int, ok bool) { // may fail
	if n := len(s.items); n > 0 { x, s.items = s.items[n-1], s.items[:n-1]; ok = true } else { x = -1 }
	return }

func count(r io.Reader) map[string]int { var counts = map[string]int{}; var line string; for i := 0; i < 10; i++ { line = read(r); counts[line]++; total = total + i }; return counts }

func swap(a, b int) (int, int) { a, b = b, a; switch { case a > b: a -= 1; default: b = a }; go func() { ch <- a }(); return a, b }

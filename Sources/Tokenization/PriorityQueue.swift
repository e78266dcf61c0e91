/// A binary heap that returns its smallest element first. The order of equal elements is unspecified.
struct PriorityQueue<Element: Comparable> {
  private var heap: [Element]

  /// - Complexity: O(n).
  init(_ elements: [Element]) {
    heap = elements
    for index in stride(from: heap.count / 2 - 1, through: 0, by: -1) { siftDown(from: index) }
  }

  /// - Complexity: O(log n).
  mutating func insert(_ element: Element) {
    heap.append(element)
    var child = heap.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard heap[child] < heap[parent] else { return }
      heap.swapAt(child, parent)
      child = parent
    }
  }

  /// - Complexity: O(log n).
  mutating func popMinimum() -> Element? {
    guard let last = heap.indices.last else { return nil }
    heap.swapAt(0, last)
    let minimum = heap.removeLast()
    siftDown(from: 0)
    return minimum
  }

  private mutating func siftDown(from start: Int) {
    var parent = start
    while true {
      var smallest = parent
      for child in 2 * parent + 1...2 * parent + 2 where child < heap.count && heap[child] < heap[smallest] {
        smallest = child
      }
      guard smallest != parent else { return }
      heap.swapAt(parent, smallest)
      parent = smallest
    }
  }
}

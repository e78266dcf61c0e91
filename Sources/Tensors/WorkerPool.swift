import Basics
import CKernels
import Foundation
import Synchronization

/// The threads of one rank, which work on one operation's tasks at a time.
///
/// The caller works too. Between its tasks and while it waits for the others it calls `poll`, so that communication
/// that needs polling (non-blocking MPI) overlaps with the computation.
package final class WorkerPool {
  package let threads: Int
  /// Called often, on the thread that called `run`; must be quick.
  package var poll: (() -> Void)?
  /// Whether `measured` grows.
  package var measures = false
  /// Nanoseconds spent in `run`, and those for which its threads worked on tasks, together.
  package private(set) var measured: (elapsed: UInt64, worked: UInt64) = (0, 0)

  private let crew: Crew

  package init(threads: Int) {
    precondition(threads >= 1, "a pool needs at least one thread")
    self.threads = threads
    crew = Crew()
    for number in 1..<threads {
      OwnThread.require("fovea-worker-\(number)") { [crew] in crew.work(as: number) }
    }
  }

  deinit {
    crew.dismiss()
  }

  /// Calls `body` for each of `0..<tasks` on all threads; returns when all are done.
  package func run(_ tasks: Int, _ body: (Int) -> Void) {
    run(tasks) { task, _ in body(task) }
  }

  /// The same with the number of the thread, from 0, for a task's own memory.
  package func run(_ tasks: Int, _ body: (_ task: Int, _ thread: Int) -> Void) {
    guard measures else { return runTasks(tasks, body) }
    let begin = OperationProfiler.now
    crew.worked.store(0, ordering: .relaxed)
    crew.measures = true
    runTasks(tasks, body)
    crew.measures = false
    let elapsed = OperationProfiler.now - begin
    measured.elapsed += elapsed
    measured.worked += threads > 1 && tasks > 1 ? crew.worked.load(ordering: .relaxed) : elapsed
  }

  private func runTasks(_ tasks: Int, _ body: (Int, Int) -> Void) {
    guard threads > 1 && tasks > 1 else {
      for task in 0..<tasks {
        body(task, 0)
        poll?()
      }
      return
    }
    withoutActuallyEscaping(body) { body in
      crew.begin(tasks, workers: threads - 1, body)
      crew.takeTasks(as: 0) { poll?() }
      while !crew.isDone { poll?() ?? fovea_pause() }
      crew.end()
    }
  }

  /// Splits `0..<count` into ranges of `size`, whatever the number of threads, and calls `body` for each.
  package func forRanges(of count: Int, size: Int = 1 << 16, _ body: (Range<Int>) -> Void) {
    guard count > 0 else { return }
    run((count + size - 1) / size) { task in
      body(task * size..<min((task + 1) * size, count))
    }
  }
}

/// The shared state of a pool's threads. It outlives the pool until the last worker has seen the dismissal.
private final class Crew: @unchecked Sendable {
  /// Written only while no worker is busy; the generation's release and acquire order these two writes for the workers.
  private var body: ((Int, Int) -> Void)?
  private var taskCount = 0

  /// Written while no worker is busy, like `body`.
  var measures = false
  /// Nanoseconds for which threads took tasks.
  let worked = Atomic<UInt64>(0)

  private let nextTask = Atomic<Int>(0)
  private let generation = Atomic<Int>(0)
  private let busyWorkers = Atomic<Int>(0)
  private let dismissed = Atomic<Bool>(false)
  private let wakeUp = NSCondition()

  /// The number of polls before an idle worker goes to sleep: some tens of microseconds, the usual pause between two
  /// operations of a step.
  private static let looksBeforeSleep = 4_000

  func begin(_ tasks: Int, workers: Int, _ body: @escaping (Int, Int) -> Void) {
    self.body = body
    taskCount = tasks
    nextTask.store(0, ordering: .relaxed)
    busyWorkers.store(workers, ordering: .relaxed)
    wakeUp.lock()
    generation.add(1, ordering: .sequentiallyConsistent)
    wakeUp.broadcast()
    wakeUp.unlock()
  }

  var isDone: Bool { busyWorkers.load(ordering: .acquiring) == 0 }

  func end() { body = nil }

  func takeTasks(as thread: Int, _ between: () -> Void) {
    guard measures else { return takeAll(thread, between) }
    let begin = OperationProfiler.now
    takeAll(thread, between)
    worked.add(OperationProfiler.now - begin, ordering: .relaxed)
  }

  private func takeAll(_ thread: Int, _ between: () -> Void) {
    while true {
      let task = nextTask.add(1, ordering: .relaxed).oldValue
      guard task < taskCount else { return }
      body?(task, thread)
      between()
    }
  }

  func work(as thread: Int) {
    var seen = 0
    while waitForWork(after: seen) {
      seen = generation.load(ordering: .acquiring)
      takeTasks(as: thread) {}
      busyWorkers.subtract(1, ordering: .releasing)
    }
  }

  func dismiss() {
    dismissed.store(true, ordering: .sequentiallyConsistent)
    wakeUp.lock()
    wakeUp.broadcast()
    wakeUp.unlock()
  }

  /// Waits for new work; returns false when the pool ends.
  private func waitForWork(after seen: Int) -> Bool {
    for _ in 0..<Self.looksBeforeSleep {
      if generation.load(ordering: .acquiring) != seen { return true }
      fovea_pause()
    }
    wakeUp.lock()
    defer { wakeUp.unlock() }
    while generation.load(ordering: .acquiring) == seen {
      if dismissed.load(ordering: .sequentiallyConsistent) { return false }
      wakeUp.wait()
    }
    return true
  }
}

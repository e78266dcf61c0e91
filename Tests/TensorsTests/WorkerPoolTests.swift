import Foundation
import Synchronization
import Tensors
import TestSupport
import Testing

struct WorkerPoolTests {
  @Test(arguments: [1, 2, 3, 5]) func everyTaskRunsExactlyOnceRunAfterRun(threads: Int) {
    let pool = WorkerPool(threads: threads)
    for round in 0..<300 {
      let tasks = round * 7 % 41
      let counts = Mutex([Int](repeating: 0, count: tasks))
      pool.run(tasks) { task in counts.withLock { $0[task] += 1 } }
      #expect(counts.withLock { $0.allSatisfy { $0 == 1 } })
    }
  }

  @Test func whatTheTasksWroteIsVisibleAlsoAfterTheWorkersFellAsleep() {
    let pool = WorkerPool(threads: 3)
    let values = UnsafeMutableBufferPointer<Int>.allocate(capacity: 64)
    defer { values.deallocate() }
    for round in 0..<50 {
      if round % 10 == 0 { usleep(3_000) }
      pool.run(64) { values[$0] = round + $0 }
      #expect(values.elementsEqual((0..<64).map { round + $0 }))
    }
  }

  @Test func allThreadsOfThePoolTakePart() {
    let pool = WorkerPool(threads: 3)
    let seen = Mutex<Set<UInt>>([])
    // No task ends before three threads have one, so each thread must come.
    pool.run(3) { _ in
      seen.withLock { _ = $0.insert(UInt(pthread_self())) }
      _ = comesTrue { seen.withLock { $0.count } == 3 }
    }
    #expect(seen.withLock { $0.count } == 3)
  }

  @Test(arguments: [1, 2, 3]) func pollingHappensOnTheCallingThreadBetweenTasksAndWhileWaiting(threads: Int) {
    let pool = WorkerPool(threads: threads)
    let caller = pthread_self()
    var polls = 0
    var elsewhere = 0
    pool.poll = {
      polls += 1
      if pthread_equal(pthread_self(), caller) == 0 { elsewhere += 1 }
    }
    pool.run(1) { _ in }
    #expect(polls >= 1)
    polls = 0
    // A worker holds one task until the caller, out of tasks, has polled often.
    let polledOften = Atomic(threads == 1)
    let workerHasTask = Atomic(threads == 1)
    pool.poll = { [poll = pool.poll] in
      poll?()
      if polls > 50 { polledOften.store(true, ordering: .relaxed) }
    }
    pool.run(20) { _ in
      if pthread_equal(pthread_self(), caller) != 0 {
        _ = comesTrue { workerHasTask.load(ordering: .relaxed) }
      } else {
        workerHasTask.store(true, ordering: .relaxed)
        _ = comesTrue { polledOften.load(ordering: .relaxed) }
      }
    }
    #expect(polls >= (threads == 1 ? 20 : 50))
    #expect(elsewhere == 0)
  }

  @Test(arguments: [0, 1, 63, 64, 65, 1000]) func rangesCoverTheCountWithoutOverlap(count: Int) {
    let pool = WorkerPool(threads: 2)
    let ranges = Mutex<[Range<Int>]>([])
    pool.forRanges(of: count, size: 64) { range in ranges.withLock { $0.append(range) } }
    let sorted = ranges.withLock { $0.sorted { $0.lowerBound < $1.lowerBound } }
    #expect(sorted.flatMap(Array.init) == Array(0..<count))
    #expect(sorted.allSatisfy { $0.count <= 64 && !$0.isEmpty })
  }

  @Test func aReleasedPoolLeavesNoThreadBehindWhateverItsWorkersDo() throws {
    func workers() throws -> Int {
      try FileManager.default.contentsOfDirectory(atPath: "/proc/self/task")
        .count { (try? String(contentsOfFile: "/proc/self/task/\($0)/comm", encoding: .utf8)) == "pool-leak-test\n" }
    }
    for round in 0..<40 {
      let pool = WorkerPool(threads: 3)
      // The kernel knows the workers by a name of this test's own: other tests have pools, too.
      let named = Mutex<Set<UInt>>([])
      let caller = pthread_self()
      pool.run(3) { _ in
        if pthread_equal(pthread_self(), caller) == 0 {
          try? "pool-leak-test".write(toFile: "/proc/thread-self/comm", atomically: false, encoding: .utf8)
        }
        named.withLock { _ = $0.insert(UInt(pthread_self())) }
        _ = comesTrue { named.withLock { $0.count } == 3 }
      }
      if round == 0 { #expect(try workers() == 2) }
      if round % 4 == 0 { usleep(1_000) }
      withExtendedLifetime(pool) {}
    }
    #expect(try comesTrue { try workers() == 0 })
  }
}

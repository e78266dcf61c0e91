import CKernels
import Testing

struct VectorTests {
  @Test(arguments: [0, 1, 15, 16, 131]) func sumsScalesAndSquaresAreRight(count: Int) {
    let space = Workspace()
    let (first, second) = (space.randomGrid(1, count), space.randomGrid(1, count))
    let (a, b) = (space.matrix(first), space.matrix(second))
    fovea_add(a.base, b.base, count)
    expectClose(space.read(a), first + second, tolerance: 1e-6)
    fovea_scale(b.base, count, -3)
    expectClose(space.read(b), second.map { -3 * $0 }, tolerance: 1e-6)
    let squares = second.map { 3 * $0 }
    #expect(abs(fovea_sum_of_squares(b.base, count) - squares.dot(squares)) <= 1e-6 * squares.dot(squares))
    _ = space.read(b)
  }

  @Test func theSumOfSquaresDoesNotOverflowWhereSinglePrecisionWould() {
    #expect(abs(fovea_sum_of_squares([1e30, 1e30], 2) - 2e60) < 1e54)
  }
}

/// The precision in which gradients travel between hosts.
package enum ReducePrecision: String, Codable, CaseIterable, Sendable {
  case fp32
  /// Half of the bytes: each message is rounded to bfloat16.
  case bf16
}

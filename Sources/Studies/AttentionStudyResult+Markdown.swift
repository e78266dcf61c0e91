import Scanpaths

extension AttentionStudyResult {
  /// The result as Markdown tables, the measures among tokens first.
  package var markdown: String {
    var text = agreementTable + massTable + labelTable
    let intervals = agreement.flatMap { [$0.measures, $0.modelAbove].compactMap { $0 } }.flatMap { measures in
      [measures.aboveEven, measures.rankCorrelation, measures.crossEntropyBelowEven].compactMap { $0 }
    }
    if let found = agreement.first, found.measures.crossEntropyBelowEven == nil {
      text += "No reading has a looking time on a token that the model reads, so nothing can be said about its "
      text += "cross-entropy.\n"
    }
    return text + MeanInterval.legend(intervals, confidence: settings.confidence)
  }

  private var agreementTable: String {
    var text = "### Agreement with looking time, among tokens\n\n"
    text +=
      "Brackets, separators and special tokens are left out and the rest is renormalised. F above even: the share "
    text += "of attention on fixated tokens minus the share of tokens that are fixated. ρ: Spearman's correlation with "
    text += "looking time. Nats below even: how much lower the cross-entropy is than that of even attention.\n\n"
    text += "| attention | F above even | ρ | nats below even | cross-entropy | readings |\n|---|---|---|---|---|---|\n"
    for row in agreement {
      text += line([row.title] + cells(row.measures) + [cell(row.crossEntropy), row.measures.aboveEven?.counts ?? "0"])
    }
    text += "\n| the model's minus that of | F above even | ρ | nats below even |\n|---|---|---|---|\n"
    for row in agreement {
      if let above = row.modelAbove { text += line([row.title] + cells(above)) }
    }
    return text + "\n"
  }

  private var massTable: String {
    let hasOther = rows.contains { $0.aboveOther != nil }
    var text = "### Attention mass\n\n"
    text += "| tokens | mass | even over subwords | difference | mass among tokens | even over tokens | difference |"
    text += hasOther ? " mass among tokens − other model's |\n|---" : "\n"
    text += "|---|---|---|---|---|---|---|\n"
    for row in rows {
      let values = [
        row.radius.map { "\(row.set), r = \($0)" } ?? row.set, row.mass.text, row.evenOverSubwords.text,
        row.aboveSubwords.text, cell(row.massAmongTokens), cell(row.evenOverTokens), cell(row.aboveTokens),
      ]
      text += line(values + (hasOther ? [cell(row.aboveOtherAmongTokens)] : []))
    }
    if let massOnTokens {
      text += "\nOn tokens of the method: \(massOnTokens.text) of the attention; the rest is on brackets, separators "
      text += "and special tokens.\n"
    }
    return text + "\n"
  }

  private var labelTable: String {
    guard !labels.isEmpty else { return "" }
    var text = "### By label, among tokens\n\n"
    text += "| label | attention | looking time | even | F above even within the label | readings |\n"
    text += "|---|---|---|---|---|---|\n"
    for row in labels {
      text += line([
        row.label.rawValue, cell(row.attention), cell(row.lookingTime), cell(row.even), cell(row.aboveEven),
        row.even?.counts ?? "0",
      ])
    }
    return text + "\n"
  }

  private func cells(_ measures: Agreement.Measures) -> [String] {
    [cell(measures.aboveEven), cell(measures.rankCorrelation), cell(measures.crossEntropyBelowEven)]
  }

  private func cell(_ interval: MeanInterval?) -> String { interval?.text ?? "–" }

  private func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |\n" }
}

extension AttentionStudyResult.Agreement {
  fileprivate var title: String {
    switch source {
    case "model": "the model"
    case "other_model": "the other model"
    default: AttentionReference(rawValue: source)?.title ?? source
    }
  }
}

import ArgumentParser

/// `fovea study`: experiments that were planned before they ran.
struct StudyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "study",
    abstract:
      "Plans, runs and reports a controlled experiment: arms, seeds, and contrasts that were chosen beforehand.",
    discussion: """
      A plan (study.yaml, docs/planned-studies.md) says what is asked, which arms are trained with which seeds, and which \
      contrasts of which score decide. Commit it before the first run: from then on a change is refused, unless you record \
      it with `amend`. Every finished run leaves its outcome in the plan's folder, from which `report` makes everything.

      EXAMPLES:
        fovea study plan results/attention-study
        fovea study run results/attention-study --stage 1
        fovea study report results/attention-study
        fovea study reproduce results/attention-study align 3
      """,
    subcommands: [
      StudyPlanCommand.self, StudyRunCommand.self, StudyReportCommand.self, StudyReproduceCommand.self,
      StudyAmendCommand.self, StudyLostCommand.self,
    ])
}

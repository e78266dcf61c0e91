extension Samples {
  /// 250 samples a second. On the first stimulus the right eye fixates (100, 200) for 200 ms and (400, 220) for 120 ms, the
  /// left eye only the first, for 200 ms; on the second both fixate (300, 300) for 80 ms.
  package static func beGaze(
    delimiter: String = "\t", comma: Bool = false, without columns: Set<String> = []
  ) -> String {
    let headings = [
      "RecordingTime [ms]", "Time of Day [h:m:s:ms]", "Trial", "Stimulus", "Participant", "Category Group",
      "Category Right", "Category Left", "Index Right", "Index Left", "Pupil Diameter Right [mm]",
      "Point of Regard Right X [px]", "Point of Regard Right Y [px]", "Point of Regard Left X [px]",
      "Point of Regard Left Y [px]",
    ]
    var rows: [[String]] = []
    func add(
      _ samples: Int, _ stimulus: Int, right: (kind: String, number: String, x: String, y: String),
      left: (kind: String, number: String, x: String, y: String)
    ) {
      for _ in 0..<samples {
        rows.append([
          "\(1000.5 + 4 * Double(rows.count))", "10:00:00:000", "Trial00\(stimulus)", "code\(stimulus).png", "P3",
          "Eye",
          right.kind, left.kind, right.number, left.number, "3.1", right.x, right.y, left.x, left.y,
        ])
      }
    }
    add(50, 1, right: ("Fixation", "1", "100", "200"), left: ("Fixation", "1", "102.5", "200"))
    add(5, 1, right: ("Saccade", "1", "250", "210"), left: ("Saccade", "1", "250", "210"))
    add(30, 1, right: ("Fixation", "2", "400", "220"), left: ("Blink", "1", "0", "0"))
    rows.append(
      [
        "1340.5", "10:00:00:000", "Trial001", "code1.png", "P3", "Information", "User Event", "-", "-", "-", "-", "-",
        "-", "-", "-",
      ])
    add(20, 2, right: ("Fixation", "1", "300", "300"), left: ("Fixation", "1", "300", "300"))
    let kept = headings.indices.filter { !columns.contains(headings[$0]) }
    let lines = ([headings] + rows).map { row in
      kept.map { comma ? row[$0].replacing(".", with: ",").replacing(",png", with: ".png") : row[$0] }
        .joined(separator: delimiter)
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// BeGaze's event statistics of the same: a row for each event of each eye.
  package static let beGazeEvents = """
    Trial\tStimulus\tParticipant\tCategory\tEye L/R\tIndex\tEvent Start Trial Time [ms]\tEvent End Trial Time [ms]\tEvent Duration [ms]\tFixation Position X [px]\tFixation Position Y [px]\tAOI Name
    Trial001\tcode1.png\tP3\tFixation\tRight\t1\t10.0\t210.0\t200.0\t100.0\t200.0\tWhite Space
    Trial001\tcode1.png\tP3\tFixation\tLeft\t1\t10.0\t206.0\t196.0\t102.0\t200.0\tWhite Space
    Trial001\tcode1.png\tP3\tSaccade\tRight\t1\t210.0\t230.0\t20.0\t-\t-\t-
    Trial001\tcode1.png\tP3\tFixation\tRight\t2\t230.0\t350.0\t120.0\t400.0\t220.0\tWhite Space
    Trial002\tcode2.png\tP3\tFixation\tRight\t1\t4.0\t84.0\t80.0\t300.0\t300.0\tWhite Space
    Trial002\tcode2.png\tP3\tFixation\tLeft\t1\t4.0\t84.0\t80.0\t-\t-\tWhite Space

    """
}

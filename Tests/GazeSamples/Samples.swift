import GRDB

/// Small files of every format, written for these tests after the formats' descriptions.
package enum Samples {
  /// Two seconds at 120 Hz on a screen of 1000 × 500 pixels: one second at (200, 100), one at (600, 300), a blink of
  /// 100 ms in between.
  package static let tobiiSDK: String = (0..<240).map { index in
    let time = 500_000_000_000 + index * 8333
    let isBlink = (114..<126).contains(index)
    let (x, y) = index < 120 ? (0.2, 0.2) : (0.6, 0.6)
    let pair = isBlink ? "\"(nan, nan)\"" : "\"(\(x), \(y))\""
    let valid = isBlink ? 0 : 1
    let pupil = isBlink ? "nan" : "3.1"
    return "7,readFile,42,\(time),\(time + 17),\(valid),\(valid),\(pair),\(pair),\(valid),\(valid),\(pupil),\(pupil)\n"
  }.joined()

  package static let tobiiBoxes = """
    word,occurrence,x,y,width,height,tobii_x,tobii_y,tobii_width,tobii_height
    read,0,170,80,60,40,0.17,0.16,0.06,0.08
    file,0,560,280,80,40,0.56,0.56,0.08,0.08
    file,1,700,280,80,40,0.70,0.56,0.08,0.08

    """

  private static let proLabHeader = [
    "Recording timestamp [μs]", "Sensor", "Participant name", "Recording name", "Gaze point left X [DACS px]",
    "Gaze point left Y [DACS px]", "Gaze point right X [DACS px]", "Gaze point right Y [DACS px]",
    "Gaze point left X [MCS norm]", "Pupil diameter left [mm]", "Pupil diameter right [mm]", "Validity left",
    "Validity right", "Presented Stimulus name", "Eye movement type", "Gaze event duration [ms]",
    "Eye movement type index", "Fixation point X [DACS px]", "Fixation point Y [DACS px]",
  ].joined(separator: "\t")

  package static func proLab(events: Bool = true) -> String {
    var lines = [proLabHeader]
    for index in 0..<60 {
      let x = index < 30 ? 300.0 : 500.0
      let type = !events || (28..<32).contains(index) ? "Saccade" : "Fixation"
      let event = index < 28 ? "1" : index < 32 ? "1" : "2"
      let point = type == "Fixation" ? "\(Int(x))\t210" : "\t"
      // One row of the mouse between the samples, and decimal commas as some systems write them.
      if index == 10 { lines.append("166000\tMouse\tP1\tRec1" + String(repeating: "\t", count: 15)) }
      lines.append(
        "\(index * 16_667)\tEye Tracker\tP1\tRec1\t\(x)\t210\t\(Int(x)),5\t211\t0,3\t3,01\t3,02\tValid\tValid\tcode.png\t\(type)\t466\t\(event)\t\(point)"
      )
    }
    return lines.joined(separator: "\r\n") + "\r\n"
  }

  package static let eyeLinkReport = """
    \tRECORDING_SESSION_LABEL\tTRIAL_INDEX\tCURRENT_FIX_X\tCURRENT_FIX_Y\tCURRENT_FIX_DURATION\tNEXT_SAC_DURATION\tcode_snippet_id\tCURRENT_FIX_INTEREST_AREAS\tCURRENT_FIX_INTEREST_AREA_ID
    0\tP1\t1\t120.5\t60.0\t200\t20\tsnippet\t[ 1]\t1
    1\tP1\t1\t220.5\t60.0\t180\t30\tsnippet\t[ ]\t.
    2\tP1\t1\t320.5\t62.0\t150\t.\tsnippet\t[ 3]\t3
    3\tP1\t2\t10.0\t10.0\t90\t.\tother\t[ 2]\t2

    """

  package static let interestAreas = """
    \u{FEFF}# EyeLink Interest Area Set
    RECTANGLE\t1\t100\t50.0\t150\t80\tdef
    RECTANGLE\t2\t150.0\t50.0\t200.0\t80.0\t"quoted, text"
    12 RECTANGLE\t3\t300\t-5\t350\t80\tdef\t
    RECTANGLE\t4\t300\t90\t300\t120\tempty

    """

  package static let asc = """
    ** CONVERTED FROM test.edf using edfapi
    ** DATE: Sun Dec  4 16:49:59 2022
    **
    MSG\t1000 DISPLAY_COORDS 0 0 1919 1079
    MSG\t1001 TRIALID 1
    MSG\t1001 -3 !V IAREA RECTANGLE 1 100 50 200 90 if
    MSG\t1001 !V IAREA RECTANGLE 2 2100 50 2200 90 unseen
    MSG\t1001 !V TRIAL_VAR code_snippet_id snippet-3
    START\t1002 \tLEFT\tRIGHT\tSAMPLES\tEVENTS
    PRESCALER\t1
    EVENTS\tGAZE\tLEFT\tRIGHT\tRATE\t500.00\tTRACKING\tCR
    1002\t150.0\t70.0\t500.0\t152.0\t72.0\t501.0\t.....
    1004\t150.0\t70.0\t500.0\t   .\t   .\t0.0\t.....
    SFIX L 1002
    EFIX L 1002\t1202\t202\t150.1\t70.2\t500
    EFIX R 1002\t1204\t204\t151.1\t70.9\t501
    ESACC L 1204\t1230\t28\t150.1\t70.2\t300.0\t71.0\t4.2\t250
    EFIX L 1232\t1500\t270\t300.4\t71.3\t498
    EBLINK L 1500\t1600\t100
    END\t1700 \tSAMPLES\tEVENTS\tRES\t38.9\t38.9
    MSG\t1800 TRIALID 2
    MSG\t1801 !V IMGLOAD CENTER stimulus/picture.png 960 540
    START\t1802 \tLEFT\tRIGHT\tSAMPLES\tEVENTS
    1802\t10.0\t20.0\t500.0\t12.0\t22.0\t501.0\t.....
    1804\t10.0\t20.0\t500.0\t12.0\t22.0\t501.0\t.....
    END\t1900 \tSAMPLES\tEVENTS\tRES\t38.9\t38.9

    """

  package static let smi: String = {
    let columns = [
      "Time", "Type", "Trial", "L Raw X [px]", "L Mapped Diameter [mm]", "R Mapped Diameter [mm]", "L POR X [px]",
      "L POR Y [px]", "R POR X [px]", "R POR Y [px]", "Timing", "L Validity", "R Validity", "Frame", "Aux1",
    ]
    var lines = [
      "## [iView]", "## Subject:\tS12", "## Calibration Area:\t1920\t1080", "## Sample Rate:\t250",
      columns.joined(separator: "\t"),
    ]
    func sample(_ time: Int, _ x: Double, valid: Int = 1) {
      let y = x == 0 ? 0.0 : 400.0
      lines.append("\(time)\tSMP\t1\t50.0\t3.5\t3.6\t\(x)\t\(y)\t\(x)\t\(y)\t0\t\(valid)\t\(valid)\t00:00:00:01\t")
    }
    for index in 0..<3 { sample(17_000_000 + index * 4000, 0) }
    lines.append("17012000\tMSG\t1\t# Message: rectangle_java.jpg")
    for index in 3..<40 { sample(17_000_000 + index * 4000, index == 20 ? 0 : 500, valid: index == 21 ? -1 : 1) }
    lines.append("17160000\tMSG\t1\t# Message: UE-mouseclick left x=1 y=2")
    for index in 40..<60 { sample(17_000_000 + index * 4000, 700) }
    lines.append("17240000\tMSG\t1\t# Message: vehicle_java2.jpg")
    for index in 60..<80 { sample(17_000_000 + index * 4000, 900) }
    return lines.joined(separator: "\n") + "\n"
  }()

  package static let iTraceCore: String =
    """
    <?xml version="1.0" encoding="UTF-8"?>
    <itrace_core session_id="9" session_date_time="1" task_name="Fix &amp; find" researcher="r" participant_id="P4">
      <environment screen_width="1920" screen_height="1080" tracker_type="mouse" tracker_serial_number="1" screen_recording_start="0"/>
      <!-- a > sign in a comment -->
      <calibration timestamp="3"/>
      <gazes>

    """
    + (0..<40).map { index in
      let x = index == 5 ? "NaN" : "400"
      let valid = index == 5 ? 0 : 1
      return """
          <response event_id="\(1000 + index)" core_time="\(50_000 + index * 8)" tracker_time="\(index)"
            x="\(x)" y="300" left_x="\(x)" left_y="300" left_pupil_diameter="3" left_validation="\(valid)"
            right_x="\(x)" right_y="300" right_pupil_diameter="3" right_validation="\(valid)"/>

        """
    }.joined() + "  </gazes>\n</itrace_core>\n"

  package static let iTracePlugin: String =
    "<?xml version=\"1.0\"?>\n<itrace_plugin session_id=\"9\">\n<environment screen_width=\"1920\"/>\n<gazes>\n"
    + (10..<30).map { index in
      "<response event_id=\"\(1000 + index)\" plugin_time=\"1\" x=\"400\" y=\"300\" gaze_target=\"A.java\" gaze_target_type=\"java\" source_file_path=\"src/A.java\" source_file_line=\"\(index < 20 ? 3 : 4)\" source_file_col=\"7\"/>\n"
    }.joined() + "</gazes>\n</itrace_plugin>\n"

  package static let eyeTrans = """
    {"participant": "3", "method": "m1", "fixations": [{"token": "int", "duration_ms": 120.5}, {"token": "x.2", "duration_ms": 200}, {"token": "0.3", "duration_ms": 90}, {"token": "100.0", "duration_ms": 90}]}
    {"participant": "4", "method": "m2", "fixations": [{"token": "sb.append", "duration_ms": 110}]}

    """

  package static let methods = """
    {"method": "m1", "name": "f", "code": "int f() { x = 0 + 0; x = 0; return x + 0 + 100.0; }", "summary": ""}

    """

  package static let eyeMulator = """
    {"code_content_hash": "ab", "content": "adds", "flag": "valid", "code": "int f() { return 1; }", "ngrams": ["function declaration", null, null, "return"], "code_tokens": ["int", "f", "return", "1"], "code_occurrence": [0, 0, 0, 0], "semantic_token_sequence": [10, 10, 17, 12], "line_numbers": [1, 1, 1, 1], "mask": [1, 0, 0, 1], "ngram_indices": [10, 0, 0, 21], "order_sequence": [1, 0, 0, 2]}

    """

  package static let trial = """
    {"version": 1, "participant": "P", "method": "m", "language": "java", "code": "int x;", "screen": {"width": 100, "height": 50}, "tokens": [{"text": "int", "bytes": [0, 3], "line": 1, "column": 0}], "boxes": [{"text": "int", "occurrence": 0, "x": 1, "y": 2, "width": 3, "height": 4, "tokens": [0]}], "fixations": [{"start_ms": 0, "duration_ms": 100, "x": 2, "y": 3, "box": {"text": "int", "occurrence": 0}, "tokens": [0]}], "provenance": {"format": "tobii-sdk", "file": "f.csv", "line": 1}, "exclusions": {"cut_row": {"count": 2, "first": "f.csv:7"}}, "from_the_future": [1, {"a": null}]}

    """

  /// A database of the iTrace Toolkit with two runs over one session; times in units of 100 ns.
  package static func iTraceDatabase(at path: String) throws {
    let database = try DatabaseQueue(path: path)
    try database.write { database in
      try database.execute(
        sql: """
          CREATE TABLE session(session_id INTEGER PRIMARY KEY, participant_id TEXT, screen_width INTEGER,
            screen_height INTEGER, task_name TEXT);
          CREATE TABLE fixation_run(fixation_run_id INTEGER PRIMARY KEY, session_id INTEGER, date_time INTEGER, filter TEXT);
          CREATE TABLE fixation(fixation_id TEXT PRIMARY KEY, fixation_run_id INTEGER, fixation_start_event_time INTEGER,
            fixation_order_number INTEGER, x INTEGER, y INTEGER, fixation_target TEXT, source_file_line INTEGER,
            source_file_col INTEGER, token TEXT, syntactic_category TEXT, xpath TEXT, left_pupil_diameter REAL,
            right_pupil_diameter REAL, duration INTEGER);
          INSERT INTO session VALUES (5, 'P8', 1280, 720, 'bug 1');
          INSERT INTO fixation_run VALUES (1, 5, 0, 'IVT'), (2, 5, 0, 'BASIC');
          """)
      for run in 1...2 {
        for index in 0..<5 {
          try database.execute(
            sql: "INSERT INTO fixation VALUES (?, ?, ?, ?, ?, 40, 'A.java', ?, 2, 'x', '', '', 3, 3, ?)",
            arguments: [
              "\(run)-\(index)", run, 133_000_000_000_000_000 + index * 2_500_000, index + 1, 100 + index, index + 1,
              index == 4 && run == 2 ? -1 : 200,
            ])
        }
      }
    }
  }

  /// Changes a database.
  package static func change(_ path: String, _ sql: String) throws {
    try DatabaseQueue(path: path).write { try $0.execute(sql: sql) }
  }
}

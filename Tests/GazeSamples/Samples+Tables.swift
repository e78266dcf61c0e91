extension Samples {
  package static let fix8 = """
    {"time_stamps": [5000, 5300, 5600.5], "fixations": [[120.5, 60, 200], [220, 61.5, 180.0], [null, null, 90]]}

    """

  /// The form of earlier versions; the numbers are not in the order of their texts.
  package static let fix8Numbered = """
    {
      "1": [120.5, 60.0, 200], "2": [220.0, 61.5, 180], "10": [10.0, 20.0, 90],
      "3": [320.0, 62.5, 100]
    }

    """

  package static let fix8Table = """
    ,time_stamp,eye_event,x_cord,y_cord,duration,pupil,x1_cord,y1_cord,amplitude,peak_velocity,trial_id,participant_id,image
    0,9000,fixation,120.5,60.0,200,640,,,,,1,P7,snippet.png
    1,9200,saccade,120.5,60.0,40,,220.0,61.0,3.2,210,1,P7,snippet.png
    2,9240,fixation,220.0,61.0,180,642,,,,,1,P7,snippet.png
    3,9420,blink,,,120,,,,,,1,P7,snippet.png
    4,9900,fixation,320.0,60.0,150,630,,,,,2,P7,snippet.png

    """

  package static let emipEvents = """
    eye_tracker,experiment_id,participant_id,filename,trial_id,stimuli_module,stimuli_name,timestamp,duration,x0,y0,x1,y1,token,pupil,amplitude,peak_velocity,eye_event_type
    SMIRed250,12,12,12_rawdata.tsv,0,stimuli,snippet.jpg,17000000,200,120.5,60.0,,,def,3.1,,,fixation
    SMIRed250,12,12,12_rawdata.tsv,0,stimuli,snippet.jpg,17240000,180,220.5,61.0,,,f,3.1,,,fixation
    SMIRed250,12,12,12_rawdata.tsv,0,stimuli,snippet.jpg,17420000,40,220.5,61.0,320,61,,,3.0,200,saccade
    SMIRed250,12,12,12_rawdata.tsv,0,stimuli,snippet.jpg,17460000,150,320.5,60.0,,,pass,3.0,,,fixation
    SMIRed250,12,12,12_rawdata.tsv,1,stimuli,other.jpg,18000000,150,20.5,60.0,,,x,3.0,,,fixation

    """

  /// Tab-separated, with a token that is a quotation mark.
  package static let emipCorrected = """
    trial\tparticipant\tcode_file\tcode_language\ttimestamp\tduration\tx_cord\ty_cord\taoi_x\taoi_y\taoi_width\taoi_height\ttoken\tlength\tsrcML
    2\t12\tsnippet\tPython\t100\t200\t120.5\t60.0\t100\t50\t50\t30\tdef\t3\tfunction
    2\t12\tsnippet\tPython\t330\t180\t320.5\t61.0\t300\t50\t50\t30\tdef\t3\tfunction
    2\t12\tsnippet\tPython\t600\t150\t130.5\t61.0\t100\t50\t50\t30\tdef\t3\tfunction
    2\t12\tsnippet\tPython\t800\t150\t900.0\t400.0\t\t\t\t\t\t0\t

    """

  /// The areas of the code `def f():` and, after a blank line, `  pass`; those of another picture follow.
  package static let emipAreas = """
    kind,name,x,y,width,height,local_id,image
    line,line 1,100,50,150,30,,snippet.jpg
    sub-line,line 1 part 1,100,50,50,30,,snippet.jpg
    sub-line,line 1 part 2,200,50,50,30,,snippet.jpg
    line,line 2,120,110,80,30,,snippet.jpg
    sub-line,line 2 part 1,120,110,80,30,,snippet.jpg
    line,line 1,10,10,80,30,,other.jpg
    sub-line,line 1 part 1,10,10,80,30,,other.jpg

    """
}

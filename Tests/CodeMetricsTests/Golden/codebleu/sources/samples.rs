fn largest(values: &[i32]) -> Option<i32> { let mut best = None; for v in values { if best.map_or(true, |b| *v > b) { best = Some(*v); } else { count += 1; } } best }

pub fn parse(text: &str) -> Result<u32, ParseError> { let n: u32 = text.trim().parse()?; match n { 0 => Err(ParseError::Zero), x if x > 9 => Ok(x * 2), _ => { let y = n; Ok(y) } } }

impl Stack { pub fn drain(&mut self) -> i64 { let mut total = 0; while let Some(x) = self.items.pop() { total = total + x; // sum
 total += 1; } loop { if total > 10 { break; } total *= 2; } total } }

fn describe(name: &str) -> String { let s = r#"a "quoted" text"#; format!("{} {}", name, s) /* end */ }

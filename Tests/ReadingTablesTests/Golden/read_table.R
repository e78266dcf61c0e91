# Reads a table as docs/gaze-tables.md says and prints what arrived, for LoadingTests.
#
#     Rscript read_table.R FOLDER TABLE
#
# FOLDER has columns.csv and TABLE.csv. A line is a column: its name, its type and its cells in canonical form.

arguments <- commandArgs(trailingOnly = TRUE)
folder <- arguments[1]
name <- arguments[2]
columns <- read.csv(file.path(folder, "columns.csv"))
columns <- columns[columns$table == name, ]
kinds <- c(text = "character", integer = "integer", number = "numeric", boolean = "logical")
types <- setNames(kinds[columns$type], columns$column)
table <- read.csv(file.path(folder, paste0(name, ".csv")), colClasses = types, na.strings = "", encoding = "UTF-8")

canonical <- function(value) {
  if (is.na(value)) return("-")
  if (is.character(value)) return(paste0("t", paste(charToRaw(enc2utf8(value)), collapse = "")))
  if (is.logical(value)) return(paste0("b", as.integer(value)))
  if (is.integer(value)) return(paste0("i", value))
  sprintf("n%.17g", value)
}
back <- setNames(names(kinds), kinds)
for (column in names(table)) {
  cells <- vapply(table[[column]], canonical, "")
  cat(paste(c(column, back[[class(table[[column]])]], cells), collapse = "\t"), "\n", sep = "")
}

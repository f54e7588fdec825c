# A simulator in R, for Floe (needs the package jsonlite). Try it as it is, then make it yours:
#
#     floe design --command "Rscript template.R" --designs 2
#
# Floe chooses when to count how many of 50 animals have died, so that the counts tell most about their death rate.

# What is unknown and believed (units may be left out), what can be chosen, and what is seen.
# Priors: normal (mean, sd, low), logNormal (logMean, logSd), uniform (low, high), gamma (shape, scale), beta (a, b), samples (values).
# I() keeps a single name a list of one.
description <- list(
  name = "deaths",
  summary = "animals that have died of 50, at times that are chosen",
  parameters = list(list(name = "rate", unit = "1/d", prior = list(kind = "normal", mean = 1, sd = 1, low = 0))),
  design = list(names = I("t"), low = 0.05, high = 6, unit = "d", scale = "log"), # "linear" where differences matter and not ratios
  outcome = list(names = I("dead"), kind = "count", high = 50)
)

# One measurement: the parameters in their order, what was chosen, and a seed for all that is random. Returns numbers.
simulate <- function(theta, design, seed) {
  set.seed(seed)
  rbinom(1, 50, 1 - exp(-theta[1] * design[1]))
}

# ---- What follows talks to Floe and need not be changed: a JSON object a line, with as many simulations as take some milliseconds. ----

serve <- function(description, simulate) {
  write <- function(x) {
    cat(jsonlite::toJSON(x, auto_unbox = TRUE, digits = NA, na = "null"), "\n", sep = "", file = stdout())
    flush(stdout())
  }
  if (identical(commandArgs(trailingOnly = TRUE), "--describe")) return(write(modifyList(list(many = TRUE, encoding = "base64"), description)))
  input <- file("stdin", open = "r")
  while (length(line <- readLines(input, n = 1)) > 0) {
    asked <- jsonlite::fromJSON(line)
    numbers <- function(what, text) readBin(jsonlite::base64_dec(text), what, n = nchar(text), size = 4, endian = "little")
    rows <- function(text) matrix(numbers("numeric", text), nrow = asked$count, byrow = TRUE)
    thetas <- rows(asked$thetas)
    designs <- rows(asked$designs)
    seeds <- numbers("integer", asked$seeds)
    outcomes <- list()
    answer <- function() {
      if (length(outcomes) == 0) return()
      alike <- length(unique(lengths(outcomes))) == 1 # then a matrix, which is written far faster
      write(list(id = asked$id, outcomes = if (alike) do.call(rbind, outcomes) else lapply(outcomes, I)))
    }
    began <- proc.time()[[3]]
    failed <- tryCatch({
      for (i in seq_along(seeds)) {
        outcomes[[length(outcomes) + 1]] <- as.numeric(simulate(thetas[i, ], designs[i, ], seeds[i]))
        if (proc.time()[[3]] - began > 0.02) { # what is done is done, whatever comes
          answer()
          outcomes <- list()
          began <- proc.time()[[3]]
        }
      }
      NULL
    }, error = function(e) conditionMessage(e))
    answer()
    if (!is.null(failed)) write(list(id = asked$id, error = failed))
  }
}

serve(description, simulate)

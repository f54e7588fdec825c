"""A simulator in Python, for Floe. Try it as it is, then make it yours:

    floe design --command "python3 template.py" --designs 2

Floe chooses when to count how many of 50 animals have died, so that the counts tell most about their death rate.
"""
import math
import random

# What is unknown and believed (units may be left out), what can be chosen, and what is seen.
# Priors: normal (mean, sd, low), logNormal (logMean, logSd), uniform (low, high), gamma (shape, scale), beta (a, b), samples (values).
DESCRIPTION = {
    "name": "deaths",
    "summary": "animals that have died of 50, at times that are chosen",
    "parameters": [{"name": "rate", "unit": "1/d", "prior": {"kind": "normal", "mean": 1, "sd": 1, "low": 0}}],
    "design": {"names": ["t"], "low": 0.05, "high": 6, "unit": "d", "scale": "log"},  # "linear" where differences matter and not ratios
    "outcome": {"names": ["dead"], "kind": "count", "high": 50},
}


def simulate(theta, design, seed):
    """One measurement: the parameters in their order, what was chosen, and a seed for all that is random. Returns a list of numbers."""
    noise = random.Random(seed)
    died = 1 - math.exp(-theta[0] * design[0])
    return [sum(noise.random() < died for _ in range(50))]


# ---- What follows talks to Floe and need not be changed: a JSON object a line, with as many simulations as take some milliseconds. ----


def serve(description, simulate):
    import array
    import base64
    import json
    import sys
    import time

    if sys.argv[1:] == ["--describe"]:
        print(json.dumps({"many": True, "encoding": "base64", **description}))
        return
    answers = sys.stdout
    sys.stdout = sys.stderr  # what is printed while simulating is no answer

    def answer(asked, what):
        answers.write(json.dumps({"id": asked["id"], **what}) + "\n")
        answers.flush()

    def numbers(kind, text):
        found = array.array(kind, base64.b64decode(text))
        if sys.byteorder == "big":
            found.byteswap()
        return found.tolist()

    def rows(text, count):
        found = numbers("f", text)
        return zip(*[iter(found)] * (len(found) // count))

    def found(outcomes):  # one after the other; None is what cannot be simulated
        values = array.array("f", [float("nan") if y is None else float(y) for y in outcomes] if None in outcomes else outcomes)
        if sys.byteorder == "big":
            values.byteswap()
        return {"outcomes": base64.b64encode(values.tobytes()).decode()}

    for line in sys.stdin:
        asked, outcomes, began = json.loads(line), [], time.perf_counter()
        failed = None
        try:
            count = asked["count"]
            for theta, design, seed in zip(rows(asked["thetas"], count), rows(asked["designs"], count), numbers("i", asked["seeds"])):
                outcomes += simulate(theta, design, seed)
                if time.perf_counter() - began > 0.02:  # what is done is done, whatever comes
                    answer(asked, found(outcomes))
                    outcomes, began = [], time.perf_counter()
        except Exception as error:
            failed = {"error": f"{type(error).__name__}: {error}"}
        if outcomes:
            answer(asked, found(outcomes))
        if failed:
            answer(asked, failed)


if __name__ == "__main__":
    serve(DESCRIPTION, simulate)

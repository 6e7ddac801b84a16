"""``python -m braingain``: the command line where the program itself is not on the path."""

from braingain.cli.main import run

if __name__ == "__main__":
    run()

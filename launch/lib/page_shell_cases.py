"""Pages with and without faults, and what launch/lib/run-docs must report first of each; possibly also the time
limit of a block."""

CASES = [
    ("```sh\ntrue\n```\n", "nothing"),
    ("text\n\n```sh\ntrue\nfalse\ntrue\n```\n", "page.md:5: command `false` exited with 1"),
    ("```sh\ntrue\n```\n\n```sh\n(exit 7)\n```\n", "page.md:6: command `( exit 7 )` exited with 7"),
    ("```sh\nfor i in 1 2; do\n  ls nowhere-$i\ndone\n```\n", "page.md:3: command `ls nowhere-$i` exited with 2"),
    ("```sh\nfalse | cat\n```\n", "page.md:2: command `cat` exited with 1"),
    ("```sh\nexit 3\n```\n", "page.md:1: the block ended the shell"),
    ("```sh\nsleep 600\n```\n", "page.md:1: the block took more than 1 s", 1),
    ("```sh exit=65\nexit 65\n```\n", "nothing"),
    ("```sh exit=65\ntrue\n```\n", "page.md:1: the block exited with 0, not with 65"),
    ("```sh exit=65\n(exit 64)\nexit 65\n```\n", "page.md:1: the block exited with 64, not with 65"),
    ("```sh\nname=value; cd /\n```\n```sh\n[[ $name == value && $PWD == / ]]\n```\n", "nothing"),
    ("```sh\necho one two; echo three\n```\n```output\none …\nthree\n```\n", "nothing"),
    (
        "```sh\necho one; echo two\n```\n```output\ntwo\none\n```\n",
        "page.md:6: the block of line 1 did not print this line after those before it: one",
    ),
    ("```output\none\n```\n", "page.md:1: no block before this output is run"),
    ("```sh needs=bash,no-such-program\nfalse\n```\n```output\none\n```\n", "nothing"),
    ("```sh needs=bash\nfalse\n```\n", "page.md:2: command `false` exited with 1"),
    ("```bash\ntrue\n```\n", "page.md:1: ```bash is unknown; it is ```sh, ```sh exit=N, ```sh needs=PROGRAM, ```output or ```"),
    ("```\nfalse\n```\n```python\nfalse\n```\n", "nothing"),
]

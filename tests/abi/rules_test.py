#!/usr/bin/env python3
"""Every change that lib/ABI.md forbids is found, and no other."""

import unittest

import rules

RECORDED = [
    "struct t_options 24",
    "field t_options.struct_size 0 8 size_t",
    "field t_options.flags 8 4 uint32_t",
    "field t_options.user 16 8 void *",
    "struct t_view 16",
    "field t_view.bytes 0 8 void *",
    "field t_view.length 8 8 size_t",
    "enum t_status 4",
    "value t_status.T_OK 0",
    "value t_status.T_ERR 1",
    "constant T_FLAG 0x1u",
    "function t_call t_status (void *)",
]


class Rules(unittest.TestCase):
    def changed(self, old, *new):
        self.assertIn(old, RECORDED)
        at = RECORDED.index(old)
        return rules.breaks(RECORDED, RECORDED[:at] + list(new) + RECORDED[at + 1 :])

    def test_the_same(self):
        self.assertEqual([], rules.breaks(RECORDED, RECORDED))

    def test_anything_that_is_gone_or_another(self):
        for row in RECORDED:
            what, name, value = row.split(" ", 2)
            self.assertTrue(self.changed(row), row)
            if what != "struct":
                self.assertTrue(self.changed(row, "%s %s 7%s" % (what, name, value)), row)

    def test_a_struct_that_shrinks_or_does_not_tell_its_size(self):
        self.assertTrue(self.changed("struct t_options 24", "struct t_options 16"))
        self.assertTrue(self.changed("struct t_view 16", "struct t_view 24"))

    def test_fields(self):
        grown, size = "struct t_options 32", "struct t_options 24"
        self.assertEqual([], self.changed(size, grown, "field t_options.more 24 8 size_t"))
        self.assertTrue(self.changed(size, grown, "field t_options.padding 12 4 int"), "no size would tell")
        self.assertTrue(rules.breaks(RECORDED, RECORDED + ["field t_view.more 16 8 size_t"]))

    def test_what_may_be_added(self):
        more = ["value t_status.T_NEW 2", "constant T_NEW 2u", "function t_new int (int)", "struct t_new 8",
                "field t_new.bytes 0 8 void *"]
        self.assertEqual([], rules.breaks(RECORDED, RECORDED + more))
        self.assertEqual(len(more), len(rules.additions(RECORDED, RECORDED + more)))


if __name__ == "__main__":
    unittest.main()

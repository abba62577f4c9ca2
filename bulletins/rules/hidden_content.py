"""The file holds rows, columns or sheets that it does not show.

A clerk hides a row so that it is not printed; what is hidden may still be in the totals.
Hidden rows and columns of a sheet are read like the others; hidden sheets, and hidden rows
of a table in a page or a Word document, are not. Either is said.

Wrong::

    <h1>中央第二生态环境保护督察组向安徽省转办第三批信访件</h1>
    <p>截至11月3日9时,我省收到第三批群众信访举报件5件。</p>
    <table>
    <tr><th>设区市</th><th>交办件数</th><th>水</th><th>大气</th></tr>
    <tr><td>合肥</td><td>3</td><td>1</td><td>2</td></tr>
    <tr><td>芜湖</td><td>2</td><td>1</td><td>1</td></tr>
    <tr hidden><td>亳州</td><td>4</td><td>4</td><td>0</td></tr>
    </table>

Right::

    <h1>中央第二生态环境保护督察组向安徽省转办第三批信访件</h1>
    <p>截至11月3日9时,我省收到第三批群众信访举报件5件。</p>
    <table>
    <tr><th>设区市</th><th>交办件数</th><th>水</th><th>大气</th></tr>
    <tr><td>合肥</td><td>3</td><td>1</td><td>2</td></tr>
    <tr><td>芜湖</td><td>2</td><td>1</td><td>1</td></tr>
    </table>
"""

from __future__ import annotations

from ..model import Text
from . import Rule

RULE = Rule(
    code="S008",
    name="hidden-content",
    title=Text("the file holds what it does not show", "文件含有未显示的内容"),
    about="文件中有隐藏的行、列或工作表。工作表中的隐藏行列照常读取；隐藏的工作表、网页和 Word 表格中的隐藏行不读。",
    severity="warning",
)

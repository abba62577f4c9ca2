"""The words around a figure that say what it is of, beside its own label."""

from __future__ import annotations

import re

from ..vocabulary.measures import PROGRESS_MEASURES, measure_at_end
from .names import JOINT, NET, Subject, SubjectKind, strip_connectors
from .phrases import Entry

OPEN_LIST = re.compile(
    r"主要(?!污染|类|问题类)|居前|靠前|前[\d一二三四五六七八九十]+[位名]|较多|最多|集中在|为主|靠前|居(?:第|首)|首位|排名"
)
THE_OTHERS = re.compile(
    r"(?:其余|其他|其它)(?:各?(?:市县|市州|地市|区县|县区|县市|市|县|区|地区|州市|盟市|类型?))?(?:依次|分别)?(?:是|为|有)*"
)
REGION_KIND = re.compile(
    r"^(?:[市州盟县区旗地师]\([市州盟县区旗地师、]{1,8}\)|(?:地级|设区|省辖|地|县级)?(?:市州|州市|市县|县市|县区|区县|市区|盟市|地市|地区|市\(州\)|市\(地\)|"
    r"市|州|盟|县|区|旗|乡镇|镇街|街道|镇|行政区|区域|师市?|开发区|功能区|管委会|市直部门|省直部门|部门|单位))"
)
OF_REGIONS = re.compile(r"(?:市|州|区|县|盟|旗)中的?$")
LARGEST_BEHIND = re.compile(
    r"[,、]?(?:(?:位?居|排名?|位?列)(?:全[省市州区])?(?:前[\d一二三四五六七八九十]+|靠前)|(?:居前|靠前|较多))"
)
THIS_BATCH = re.compile(r"本批|该批|当[日天]|今[日天]|本次")
COUNTED_PROBLEMS = re.compile(r"问题[,:]共")  # 大气污染问题，共57件
MORE_PROBLEMS = re.compile(r"问题(?:总)?数[^。,;]{0,8}(?:大于|多于|超过)件数")
KEYS_BY = re.compile(r"重点[^,。;:]{0,6}(?:按[^,。;]{0,8}[:,]|(?:所在地|属地|分布)[^,。;:]{0,4}:)")
SPANNER = re.compile(r"从问题类别(?:来)?看")
SEVERAL_TYPES = re.compile(
    r"(?:涉及|对应|包含|存在|兼有|反映|属于)[^。]{0,6}(?:多个|多种|多类|多项|不止一[种个类]|两[种类]|几[种类]|两个|数种|若干)[^。]{0,8}(?:类型|类别|问题|污染|要素)"
    r"|反映多[类种个]|分类[^。,]{0,6}之和(?:大于|超过|多于)|(?:类型|污染|各类)[^。]{0,6}(?:重复|交叉|重叠)|各类之和大于件数|同时涉及|一[件案][^。,]{0,4}多[类种]|(?:大于|多于|超过)(?:群众)?(?:信访|举报|交办|转办|案)*件(?:总)?数"
)
"""A sentence that says that one case may carry several types."""
ONE_TYPE = re.compile(
    r"(?:每件|一件|均)[^。,]{0,4}(?:只|仅)[^。,]{0,4}按?[^。,]{0,12}(?:归|计|统计|划|分)"
    r"|(?:每件|各件)的?主要[^。,]{0,10}(?:归|计|统计|划|分)|一件一类"
)
"""A sentence that says that each case is counted under one type."""
SINCE_WORDS = re.compile(
    r"累计|累积|各批次?(?:共|合计|总计)|进驻以来(?:,|共|已|总)*(?:共|已|收到|接到|受理|交办|转办|移交)"
)
SINCE_ALONE = re.compile(r"累[计积](?:共|为|已|有|交办|转办|受理|移交|接收|收到)*")
IN_BRACKETS = re.compile(
    r"括号(?:内|里|中)(?:的)?(?:数字|数据|数)?[为是](?P<what>[^,。;:()]{2,14})"
)
UNTIL_NOW = re.compile(
    r"(?<![来各亲独])自(?=[^,。;]{0,12}(?:\d|进驻|督察))[^,。;]{1,16}(?:至今|以来|起)|从[^,。;]{1,10}(?:日|以来|开始)?(?:至今|起至)|(?:开办|进驻|累计)至今|日起算|截至本批|截至目前|截止目前|截至当[日天]|至此|迄今|目前为止|进驻(?:以来|期间)|在[^,。;]{1,4}(?:督察|进驻)?期间"
)
UNTIL = re.compile(
    r"目前[^,。;]{0,6}(?:已|共)[^,。;]{0,4}(?:收|接|受理|转办|交办|移交)|(?:截[至止]|(?<![日时])[至到])[^,。;]{0,14}[日时],?[^。;]{0,16}?(?:共计?|总共|已)(?:向[^,。;]{2,8})?(?:收到?|接到?|接收|受理|承接|转办|交办|移交)"
)
OWN_BATCH = re.compile(r"[本该]批")
BY_THE_DAY = re.compile(r"(?:截[至止]|到)[^,。;]{0,14}[日时]")
COMPARED = re.compile(
    r"[比较][^,。;]{0,14}(?:多|少|增加?|减少?|上升|下降|回落)(?:出|了)?$|[较比与同](?:[上前]一批|第[^,。;()]{1,8}批次?)$"
)
DAILY = re.compile(r"(?:每[天日](?!报)|日均|平均)[^,。;:]{0,12}$")
OF_ONE_DAY = re.compile(r"昨[日天]|[今当本]日|今天|新[接收增]")
SOME_TOGETHER = re.compile(
    r"(?:^|[,、;])(?:上述|以上|这|前)?(?:[两二三四五六七八九十]|\d)个?(?:市|县|区|州|地|盟|旗|地市|区县|类)"
    r"(?:合计|共计?|总计|一共|累计)(?:为|有)?$"
)
BY_THESE = re.compile(r"由[^,。;]*、[^,。;]*$")
OF_ANOTHER = re.compile(
    r"(?:去年|上年|往年|同期|同批|首轮|上轮|上一轮|前一轮|第一轮|首次(?=举报|反映|投诉))[^,。;]*$"
)
PART_OF = re.compile(r"占[^,。;、]{0,10}$")  # 14件，占全省80件的17.5%
DETAIL_OF_TYPE = re.compile(r"(?:污染|问题|类|方面|件)?(?:当?中|里|内)[,:]")
SOME_OF = re.compile(r"含|其中|包括|主要")
JOINT_BRACKET = re.compile(
    r"(?:[与和同][^,。;]{1,12})?(?:合办|联办|共同(?:办理|承办)|共办|联合办理)"
)
LIKE = re.compile(r"[与和同][^,。;]{0,8}$")
THE_SAME = re.compile(r"[^,。;]{0,10}(?:重复|相同|一致|雷同)")
THAN = re.compile(r"[较比与同]$")
MORE = re.compile(
    r"(?:\([^()]{1,10}\))?(?:交办|转办|举报|信访|件|的|数量?){0,4}(?:相比|持平|基本|增|减|多|少|上升|下降|回落)"
)
TAKEN_OUT = re.compile(r"[^,。;]{0,4}(?:剔除|扣除|除去|去除|合并|核减)")
HANDLED_SO_FAR = re.compile(r"批次?(?:共|累计|已|总计|合计)*(?:办理|承办|接办|领办)$")
REST = re.compile(r"(?:其余|其他|其它|剩余|另外|另)[^,。;]{0,6}$")
OTHERS = re.compile(r"(?:^|[,、])其余$")
ANY_PLACE = re.compile(
    r"(?:其余|其他|其它)?(?:各)?(?:市县|市州|地市|区县|县区|县市|市|县|区|地区|州市|盟市)"
)
GIVEN_OUT = re.compile(
    r"(?:均|已|全部)*(?:交由|转交|分交|分送|交|转|由)[^,。;]{0,12}(?:办理|承办|处理|查处|办)"
)
HANDED_ON = re.compile(r"已(?:全部)?(?:转办|交办|分办|转交|下发|派发)(?:[^,。;]{0,4}件)?$")
OF_PROBLEMS = re.compile(r"涉及|反映|包含|包括|梳理|问题(?:总)?数")
BEFORE = re.compile(r"此前|先前|之前|前期|以往")
OF_EACH = re.compile(r"(?:^|[^及和与、])(?P<what>[^,。;:()及和与、]{2,12})情况(?:如下|为|是)?:")
BREAKS_DOWN = re.compile(r"其中|包括|包含|^:")
RECEIVED = re.compile(r"收到|接到|接收|登记")
RECEIVED_FROM = re.compile(
    r"(?:收到|接到|接收)[^,。;]*(?:转办|交办|移交|转交|转来|交来)的?[^,。;转交]*$"
)
STEPS = (
    ("received", RECEIVED),
    ("accepted", re.compile(r"(?<!不予)(?<!不)受理|签收")),
    ("transferred", re.compile(r"转办|交办|移交|转交|下发|派发")),
)
UNITS = {"%": "percent", "CNY": "CNY"}
WHOLE_OF = re.compile(r"(?:共|合计|共计)(?:有)?$")
COUNT_WORD = re.compile(r"(?:数目|数量|件数|总数|共计?|合计|总计)(?:是|为|有)?$")
OF_SOME = re.compile(r"(?:注:|[①-⑳])[^。]{0,6}(?:其中|含|包括)[^,。;]{0,8}$")
"""A note to a figure that says what is in it."""
OF_THESE = re.compile(r"其中[,:]?$")
INSIDE = re.compile(r"(?:其中|含|包括)[^,。;]{0,8}$")
SPEECH = re.compile(
    r"(?:群众)?(?:信访|举报|投诉|案|问题)*件?(?:可能|或许?|会|同时|往往|常常?|涉及|反映|对应|包含|多)"
)
BY_TYPE = re.compile(r"(?:类型|类别|要素|种类)(?:而言|方面|来?看|统计|划分|分|上|为|是|分布)?[,:]")
BY_INDUSTRY = re.compile(r"行业(?:类别|领域|类型)?(?:方面|来?看|统计|划分|分布|分|上|为|是)*[,:]")
BY_REGION = re.compile(
    r"(?:属地|地区|区域|单位|地域|分布)(?:方面|来?看|统计|划分|分|上|为|是|情况)*[,:]"
)
ALL = re.compile(r"(?:已经?|均已?|都已?)?(?:全部|悉数|均|都)")
OTHER_NEWS = re.compile(
    r"(?<!\d)123[14]5(?!\d)|市民热线|政务(?:服务|热线)|市民诉求|消费者?(?:投诉|举报|维权)|法院|检察(?:院|机关)|交警|酒驾|醉驾|诈骗|停车位|避暑点|气温|降雨"
)
"""What other news on a page is of; a sentence of it counts nothing here."""
OURS = re.compile(r"督察|环保|环境|污染|信访|交办|转办|移交|第[\d一二三四五六七八九十百]+批")
PERSONS = ("人", "人次", "名")
COMPANIES = ("家", "家次")
CASE_UNITS = ("", "封", "通", "件", "个", "起", "项", "宗", "件次", "条", "份")


def is_joint(name: str) -> bool:
    """Whether a name says that several share what it counts (甲、乙合办)."""
    return JOINT.search(name[-12:]) is not None


def announced(lead: str) -> SubjectKind:
    """What the words in front of a list say that it lists (按污染类型统计, 从属地分布看)."""
    if BY_TYPE.search(lead):
        return "pollution"
    return "region" if BY_REGION.search(lead) else "none"


def outcome_listed(lead: str) -> str | None:
    """The outcome that a heading says is listed (各市累计办结情况：)."""
    heading = OF_EACH.search(lead)
    cue = measure_at_end(heading["what"]) if heading else None
    return cue[0] if cue and cue[0] in PROGRESS_MEASURES - {"verifying"} else None


def told_in_brackets(text: str) -> str | None:
    """The measure that a text says stands in brackets; cases where they are those of all batches."""
    said = IN_BRACKETS.search(text)
    if said is None:
        return None
    what = re.sub(r"(?:总?数量?|情况|件数|人数)$", "", said["what"])
    if SINCE_WORDS.match(what):
        return "cases"
    cue = measure_at_end(what)
    return cue[0] if cue and cue[1] == 0 else None


def is_net(entry: Entry) -> bool:
    """Whether a count is what is left of the one before (合并后转办7件, 其余77件交由各地)."""
    rest = REST.search(entry.lead) and GIVEN_OUT.match(entry.behind)
    return bool(rest or NET.search(entry.lead) or entry.lead.startswith("后"))


def last_step(words: str) -> str | None:
    """The last step of a case's way that words name: received, accepted or transferred."""
    if RECEIVED_FROM.search(words[-60:]):  # 收到督察组转办的第八批信访件58件
        return "received"
    found = [(m.start(), name) for name, p in STEPS for m in p.finditer(words[-60:])]
    return max(found)[1] if found else None


def tells_outcome(subject: Subject) -> bool:
    """Whether a subject is an outcome of cases."""
    return subject.kind == "measure" and subject.name in PROGRESS_MEASURES


def counts_outcome(entry: Entry) -> bool:
    """Whether an entry counts what became of cases (已办结36件, 26件已办结, 各市办结情况：…)."""
    if outcome_listed(entry.lead):
        return True
    cue = measure_at_end(strip_connectors(entry.label.text))
    if cue is None and entry.behind:
        cue = measure_at_end(entry.behind)
    return cue is not None and cue[0] in PROGRESS_MEASURES


def fitting(measure: str, unit: str) -> str | None:
    """The measure that fits the unit: money is a fine, and a fine is money."""
    money = measure in ("fine", "fine_proposed")
    if unit == "%":
        return None
    if unit == "CNY":
        return measure if money else "fine" if measure == "penalised" else None
    return "penalised" if money else measure


def unit_of(unit: str, measure: str) -> str:
    """The unit of an observation by the one that is printed behind its count."""
    if unit in UNITS:
        return UNITS[unit]
    if unit in PERSONS:
        return "person"
    if unit in COMPANIES:
        return "company"
    return "problem" if measure == "problems" else "case"
